"""Convert text to typed Polars frames: pure functions, one module per family of CMS files."""
