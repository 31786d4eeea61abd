"""One correction: the bytes it applies to, the change, the reason and the author."""

import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[int, Field(ge=1)]
Text = Annotated[str, Field(min_length=1)]
ACTIONS = (
    *("use_member", "rename_headers", "name_positions", "ignore_headers", "first_data_line"),
    *("restore_zeros", "fix_lines", "drop_lines", "accept_period", "accept_missing"),
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
    member: Text  # as in `cmsfees inspect`: a path in the zip, or `book.xlsx!sheet`
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
    fix_lines: tuple[FixedLine, ...] = ()
    drop_lines: tuple[DroppedLine, ...] = ()
    accept_period: bool = False  # CMS posted it for this release, whatever period it states
    accept_missing: tuple[str, ...] = ()  # our columns that CMS left out: their cells are blank

    @model_validator(mode="after")
    def _does_something(self) -> "Correction":
        if not self.actions:
            raise ValueError(f"it changes nothing: specify one of {', '.join(ACTIONS)}")
        if self.first_data_line and not self.name_positions:
            raise ValueError(
                "first_data_line needs name_positions: without a header, columns are identified by position"
            )
        return self

    @property
    def actions(self) -> dict[str, object]:
        """Return its changes by name."""
        return {name: value for name in ACTIONS if (value := getattr(self, name))}
