"""One correction: the bytes it applies to, the change, the reason and the author."""

import datetime
import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, field_validator, model_validator

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[int, Field(ge=1)]
Text = Annotated[str, Field(min_length=1)]
ACTIONS = (
    *("use_member", "rename_headers", "name_positions", "ignore_headers", "first_data_line"),
    *("restore_zeros", "unquote_lines", "fix_lines", "drop_lines", "line_layout"),
    *("accept_period", "accept_series", "accept_missing", "accept_identity"),
    *("accept_rows", "accept_set_aside", "skip_member", "accept_absent"),
)


class FixedLine(BaseModel):
    """A line of a text member as CMS posted it, and its correct text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: Line
    old: str
    new: str


class DroppedLine(BaseModel):
    """A line (or a sheet's row) that is not data; `old` is how it begins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: Line
    old: str


class Correction(BaseModel):
    """A change to one table of one release, for one zip identified by SHA-256.

    Lines and positions count from 1, as `cmsfees inspect` shows them. A correction whose `old` text
    differs from the member is an error: a correction never guesses.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    _where: str = PrivateAttr("")
    release: Text = Field(description="Series and vintage, such as `opps 2026-01`")
    sha256: Sha256 = Field(description="Of the zip: a correction never applies to other bytes")
    table: Text = Field(description="Our name of the table")
    member: str = Field(
        "", description="As `cmsfees inspect` names it: a path in the zip, or `book.xlsx!sheet`"
    )
    reason: Text = Field(description="Why the file is wrong, or why it is right after all")
    source: Text = Field(description="What shows it: a page of CMS, another file")
    date: datetime.date = Field(description="Day on which the correction was written")
    initials: Annotated[str, Field(pattern=r"^[A-Za-z]{2,4}$")] = Field(description="Its author")

    use_member: bool = Field(
        False, description="Load the table from this member rather than from another rendering"
    )
    rename_headers: dict[str, str] = Field({}, description="CMS's header → our column")
    name_positions: dict[Line, str] = Field({}, description="Position of the source column → our column")
    ignore_headers: tuple[str, ...] = Field(
        (), description="Source columns that do not affect what is loaded"
    )
    first_data_line: Line | None = Field(
        None, description="The first line of data if there is no header; needs `name_positions`"
    )
    restore_zeros: dict[str, Line] = Field(
        {}, description="Our column → number of characters of its values, which lost leading zeros"
    )
    unquote_lines: tuple[Line, ...] = Field((), description="Lines with stray quotation marks")
    fix_lines: tuple[FixedLine, ...] = Field(
        (), description="Lines as CMS posted them (`line`, `old`) and their correct text (`new`)"
    )
    drop_lines: tuple[DroppedLine, ...] = Field(
        (), description="Lines or rows of a sheet that are not data (`line`), and how they begin (`old`)"
    )
    line_layout: str = Field(
        "", description="Pattern of a whole fixed-width line; its groups have the names of our columns"
    )
    accept_period: bool = Field(
        False, description="CMS posted it for this release, whatever period it states"
    )
    accept_series: bool = Field(False, description="CMS posted it for this series, whatever series it states")
    accept_missing: tuple[str, ...] = Field(
        (), description="Our columns that CMS left out: their cells are blank"
    )
    accept_identity: tuple[str, ...] = Field(
        (), description="Rules that CMS's figures break here, though the columns are right"
    )
    accept_rows: Line | None = Field(
        None, description="Number of rows that the member may have, however unusual"
    )
    accept_set_aside: Line | None = Field(
        None, description="Number of rows that may be set aside; answers that need them are `unreadable`"
    )
    skip_member: bool = Field(False, description="Leave the member out; what it alone contains is missing")
    accept_absent: bool = Field(False, description="CMS posted no member with the table; needs no `member`")

    @model_validator(mode="after")
    def _does_something(self) -> "Correction":
        if not self.actions:
            raise ValueError(f"it changes nothing: specify one of {', '.join(ACTIONS)}")
        if not self.member and set(self.actions) != {"accept_absent"}:
            raise ValueError("member: required, except to accept that a table is absent")
        if self.first_data_line and not self.name_positions:
            raise ValueError(
                "first_data_line needs name_positions: without a header, columns are identified by position"
            )
        return self

    @field_validator("line_layout")
    @classmethod
    def _is_a_pattern(cls, layout: str) -> str:
        try:
            names = re.compile(layout).groupindex
        except re.error as error:
            raise ValueError(f"not a pattern: {error}") from error
        if layout and not names:
            raise ValueError("its groups need the names of our columns, as in (?P<hcpcs>.{5})")
        return layout

    @property
    def where(self) -> str:
        """Return its file and line."""
        return self._where

    def at(self, where: str) -> "Correction":
        """Return it with its file and line, for messages."""
        found = self.model_copy()
        found._where = where
        return found

    @property
    def actions(self) -> dict[str, object]:
        """Return its changes by name."""
        return {name: value for name in ACTIONS if (value := getattr(self, name))}


class CorrectionsFile(BaseModel):
    """A TOML file of corrections."""

    model_config = ConfigDict(extra="forbid")

    correction: list[Correction] = []
