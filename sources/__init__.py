"""What CMS has published, and its exact bytes."""
