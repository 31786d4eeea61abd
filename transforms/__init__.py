"""Convert text to typed Polars frames: pure functions, one folder per family of CMS files."""
