"""Payment limits of Part B drugs (ASP), and the drug packages of each code."""
