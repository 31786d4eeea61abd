"""Find what CMS has posted and archive its exact bytes."""
