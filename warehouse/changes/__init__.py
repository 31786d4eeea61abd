"""Compare two releases or snapshots."""
