"""Pages for people and a JSON API for programs, on one locked snapshot."""
