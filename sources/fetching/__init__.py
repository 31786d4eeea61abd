"""From a posted release to a revision in the archive."""
