"""The outcome of one table of a release: its rows, its renderings and what is missing."""

from dataclasses import dataclass, replace

import polars as pl

from transforms.conforming.renderings import Rendering, RenderingGroup
from transforms.errors import ReleaseRejected
from transforms.table import Table


@dataclass(frozen=True)
class MissingTable:
    """A table, or the part that one member pattern finds, that was not loaded, with the reason."""

    table: str
    member_pattern: str  # of the missing part; "" if the whole table is missing
    refusal: ReleaseRejected | None = None  # None: no member of the zip contains it
    accepted: str = ""  # why, and who says so, if a correction accepts it

    @property
    def kind(self) -> str:
        return "accepted" if self.accepted else "rejected" if self.refusal else "absent"

    @property
    def reason(self) -> str:
        if self.accepted:
            return f"a correction leaves it out: {self.accepted}"
        held = f"no member of the zip contains {self.member_pattern or self.table}"
        return str(self.refusal) if self.refusal else held


@dataclass(frozen=True)
class LoadedTable:
    """The outcome of one table of a release."""

    table: Table
    groups: tuple[RenderingGroup, ...]
    frame: pl.DataFrame | None
    missing: tuple[MissingTable, ...]

    @property
    def loaded(self) -> list[Rendering]:
        return [group.loaded for group in self.groups if group.loaded] if self.frame is not None else []


def is_essential(table: Table, missing: MissingTable) -> bool:
    """Return whether the release is nothing without what is missing."""
    deciding = {pattern.name for pattern in table.members if pattern.decides}
    return table.required and (not missing.member_pattern or missing.member_pattern in deciding)


def withdrawn(load: LoadedTable, missing: MissingTable) -> LoadedTable:
    """Return the table as missing: what was loaded of it was rejected as a whole."""

    def rejected(group: RenderingGroup) -> RenderingGroup:
        renderings = (
            replace(each, conformed=None, refusal=missing.refusal) if each is group.loaded else each
            for each in group.renderings
        )
        return replace(group, renderings=tuple(renderings), loaded=None)

    return LoadedTable(load.table, tuple(map(rejected, load.groups)), None, (missing,))
