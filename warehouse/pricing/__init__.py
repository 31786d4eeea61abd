"""Prices of several lines of one day."""
