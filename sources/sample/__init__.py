"""A miniature CMS site: exact layouts, real figures for a few hundred codes, no AMA text."""
