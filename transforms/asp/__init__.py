"""Payment limits of Part B drugs (ASP), and which package each code pays for."""
