"""NCCI edits."""
