"""Check, export and publish a built file."""
