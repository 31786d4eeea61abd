"""What changed between two releases or snapshots."""
