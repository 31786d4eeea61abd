"""Web pages and a JSON API on one locked snapshot."""
