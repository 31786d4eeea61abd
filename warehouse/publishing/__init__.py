"""Checks, exports and publication of a built file."""
