"""Run records: folder, report, log and metrics."""
