"""Clinical laboratory fee schedule."""
