"""What Medicare pays for every procedure code, read from a published snapshot. Needs only DuckDB."""

from cmsfees.channels import NoSuchSnapshot as NoSuchSnapshot
from cmsfees.not_understood import NotUnderstood as NotUnderstood
from cmsfees.select_only import NotASelect as NotASelect
from cmsfees.snapshot import OpenSnapshot as OpenSnapshot
from cmsfees.snapshot import SnapshotVersionMismatch as SnapshotVersionMismatch
from cmsfees.snapshot import open_snapshot as open_snapshot
