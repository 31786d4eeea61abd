"""Read CMS's listing pages."""
