"""Random fault injection: kills, mangled inputs, hostile sites, broken state."""
