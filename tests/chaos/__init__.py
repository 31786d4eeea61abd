"""Faults put in at random, and what came of them: kills, mangled inputs, hostile sites, broken state."""
