"""Price several lines of one day."""
