"""Read a zip into text cells under our column names."""
