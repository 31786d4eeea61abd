"""What CMS's pages list."""
