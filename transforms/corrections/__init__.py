"""Corrections of errors in CMS's files: reviewed TOML, applied only to the bytes that it identifies."""
