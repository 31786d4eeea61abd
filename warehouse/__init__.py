"""The tables people query and the snapshots they rely on."""
