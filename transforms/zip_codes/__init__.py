"""The ZIP code to carrier locality file."""
