"""Wage indexes of hospitals and of ambulatory surgical centers."""
