"""One DuckDB file from conformed releases."""
