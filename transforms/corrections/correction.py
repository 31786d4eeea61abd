"""One correction: which bytes it is for, what it changes, why, and who says so."""

import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Line = Annotated[int, Field(ge=1)]
Text = Annotated[str, Field(min_length=1)]
ACTIONS = (
    *("use_member", "rename_headers", "name_positions", "ignore_headers", "first_data_line"),
    *("restore_zeros", "fix_lines", "drop_lines", "accept_period"),
)


class FixedLine(BaseModel):
    """A line of a text member as CMS printed it, and as it should read."""

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
    """What to change in one table of one release, for one zip by its SHA-256.

    Lines and positions count from 1, as `cmsfees inspect` shows them. A correction whose `old` text is not
    what the member holds is an error: nothing is changed by guess.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    release: Text
    sha256: Sha256
    table: Text
    member: Text  # as `cmsfees inspect` names it: a path in the zip, or `book.xlsx!sheet`
    reason: Text
    source: Text
    date: datetime.date
    initials: Annotated[str, Field(pattern=r"^[A-Za-z]{2,4}$")]

    use_member: bool = False  # load the table from this member, not from another rendering
    rename_headers: dict[str, str] = {}  # CMS's header → our column
    name_positions: dict[Line, str] = {}  # position of the source column → our column
    ignore_headers: tuple[str, ...] = ()  # source columns that change nothing we load
    first_data_line: Line | None = None  # where no header is: needs `name_positions`
    restore_zeros: dict[str, Line] = {}  # our column → how many characters its values have
    fix_lines: tuple[FixedLine, ...] = ()
    drop_lines: tuple[DroppedLine, ...] = ()
    accept_period: bool = False  # CMS posted it for this release, whatever period it states

    @model_validator(mode="after")
    def _does_something(self) -> "Correction":
        if not self.actions:
            raise ValueError(f"it changes nothing: give one of {', '.join(ACTIONS)}")
        if self.first_data_line and not self.name_positions:
            raise ValueError("first_data_line needs name_positions: the file has no header to name columns")
        return self

    @property
    def actions(self) -> dict[str, object]:
        """What it changes, by name."""
        return {name: value for name in ACTIONS if (value := getattr(self, name))}
