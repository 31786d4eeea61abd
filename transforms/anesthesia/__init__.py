"""Anesthesia base units."""
