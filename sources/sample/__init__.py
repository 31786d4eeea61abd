"""A miniature of CMS's site: its exact layouts, real figures for a few hundred codes, no AMA text."""
