"""Text in, typed Polars frames out: pure, one module a family of CMS files."""
