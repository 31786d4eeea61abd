"""What each run did: its folder, report, log and metrics."""
