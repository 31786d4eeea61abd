"""Fetch posted releases into the archive as revisions."""
