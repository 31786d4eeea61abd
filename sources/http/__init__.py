"""Polite, resumable HTTP."""
