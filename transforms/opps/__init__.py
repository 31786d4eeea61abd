"""OPPS addenda."""
