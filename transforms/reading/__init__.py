"""From a zip to text cells under our column names."""
