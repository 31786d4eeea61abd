"""ASC addenda."""
