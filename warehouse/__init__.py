"""The tables people query and the snapshots they rely on."""

from warehouse.open import open_snapshot as open_snapshot
