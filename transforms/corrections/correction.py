"""One correction: the bytes it applies to, the change, the reason and the author."""

import datetime
import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

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

    release: Text
    sha256: Sha256
    table: Text
    member: str = ""  # as in `cmsfees inspect`: a path in the zip, or `book.xlsx!sheet`
    reason: Text
    source: Text
    date: datetime.date
    initials: Annotated[str, Field(pattern=r"^[A-Za-z]{2,4}$")]

    use_member: bool = False  # load the table from this member rather than from another rendering
    rename_headers: dict[str, str] = {}  # CMS's header → our column
    name_positions: dict[Line, str] = {}  # position of the source column → our column
    ignore_headers: tuple[str, ...] = ()  # source columns that do not affect what is loaded
    first_data_line: Line | None = None  # if there is no header; needs `name_positions`
    restore_zeros: dict[str, Line] = {}  # our column → number of characters of its values
    unquote_lines: tuple[Line, ...] = ()  # lines whose quotation marks are strays
    fix_lines: tuple[FixedLine, ...] = ()
    drop_lines: tuple[DroppedLine, ...] = ()
    line_layout: str = ""  # pattern of a whole line without separators, its groups named as our columns
    accept_period: bool = False  # CMS posted it for this release, whatever period it states
    accept_series: bool = False  # CMS posted it for this series, whatever series it states
    accept_missing: tuple[str, ...] = ()  # our columns that CMS left out: their cells are blank
    accept_identity: tuple[str, ...] = ()  # rules that CMS's figures break here, though columns are right
    accept_rows: Line | None = None  # that the member may have, however unusual
    accept_set_aside: Line | None = None  # rows that may be set aside; they stay unreadable
    skip_member: bool = False  # it is left out; what it alone contains is missing
    accept_absent: bool = False  # CMS posted no member with the table; needs no `member`

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
    def actions(self) -> dict[str, object]:
        """Return its changes by name."""
        return {name: value for name in ACTIONS if (value := getattr(self, name))}
