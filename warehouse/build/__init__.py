"""Build one DuckDB file from conformed releases."""
