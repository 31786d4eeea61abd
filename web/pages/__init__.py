"""Pages: view models computed without HTML, and their templates."""
