"""Pages: what each shows, computed without HTML, and the templates that show it."""
