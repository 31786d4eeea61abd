"""The tables people query and the snapshots they rely on."""

from warehouse.snapshots.client import open_snapshot as open_snapshot
