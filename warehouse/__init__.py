"""The tables that people query and the snapshots that hold them."""
