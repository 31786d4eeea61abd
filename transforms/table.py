"""What a table is: one `Table` value per table of CMS's, with one `Column` per column.

>>> gpci = Table(
...     name="pfs_gpci",
...     doc="Geographic practice cost indices of each Medicare locality.",
...     series=("pfs-rvu",),
...     members=(MemberPattern(r"GPCI"),),
...     key=("mac", "locality"),
...     columns=(
...         Column("mac", TEXT, r"contractor", "Contractor", valid=r"\\d{5}", normalize=zero_filled(5)),
...         Column("locality", TEXT, r"locality", "Locality", valid=r"\\d{2}", normalize=zero_filled(2)),
...         Column("work_gpci", decimal(6, 3), r"(20\\d\\d )?work gpci", "Index of physician work"),
...     ),
...     ignored={r"locality name": "the GPCI file of another year names it"},
... )
>>> [column.name for column in gpci.columns]
['mac', 'locality', 'work_gpci']
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from sources.release import Release
from transforms.corrections.load import NO_CORRECTIONS, Corrections
from transforms.errors import Location, MissingColumns, WrongPeriod, WrongSeries

TEXT = pl.String()
BOOL = pl.Boolean()
INT = pl.Int32()
DATE = pl.Date()


def decimal(precision: int, scale: int) -> pl.Decimal:
    return pl.Decimal(precision, scale)


DOLLARS = decimal(12, 2)

# Text keeps the zeros that a workbook loses; csv has names where txt has positions.
FORMATS = ("csv", "txt", "xlsx")
TABLE_FILES = r"\.(csv|txt|prn|dat|tsv|xls[xm]?)($|!)"  # a member, or a workbook's sheet

FEW_VALUES = 1_000
HCPCS = r"[A-Z0-9]\d{3}[A-Z0-9]"
MODIFIER = r"[A-Z0-9]{2}"
# Level II text is CMS's; CPT text (codes that begin with a digit) is the AMA's and D codes' the ADA's.
# An encoding may have left a suffix after the code (A4341).
LEVEL_TWO = r"^[^A-Za-z0-9]*[A-CE-Va-ce-v][0-9]{4}[^A-Za-z0-9]*$"

Contradictions = Callable[
    [Release], Mapping[str, pl.Expr]
]  # reason → mask of the rows that contradict themselves
Normalize = Callable[[pl.Series], pl.Series]


@dataclass(frozen=True)
class Column:
    """One column of a table, and how CMS's files name and format it.

    Patterns match in full; `header` is matched against the header with its rows joined downwards, spaces
    folded and case ignored. An `r"()"` header claims the first unnamed column between named ones.
    """

    name: str
    type: pl.DataType
    header: str  # "" if a `MemberPattern` or the table's `reshape` supplies the value
    doc: str  # unit and source
    valid: str = ""  # of the text; if empty, the type decides
    nullable: bool = True  # a cell may be blank
    optional: bool = False  # some years' files lack the column
    null_values: str = ""  # texts that also mean blank, such as r"\."
    true_values: str = ""  # text that means true; blank is false
    false_values: str = ""
    date: str = "%Y%m%d"
    normalize: Normalize | None = None  # text to text, before `valid`: another notation of the same value
    repair: Normalize | None = None  # the same, if CMS's text is wrong: counted
    descriptor_of: str = ""  # the code column that this describes: kept for HCPCS Level II only
    between: tuple[float, float] | None = None  # of a number: values outside were never published


@dataclass(frozen=True)
class MemberPattern:
    """The members that contain a table, by name and first lines; `constants` are values that they imply."""

    name: str  # searched in `folder/member.csv` or `book.xlsx!sheet`, case ignored
    title: str = ""  # searched in the member's first lines
    constants: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = FORMATS  # in order of preference
    always: bool = False  # every release has it: if no member contains it, that part is missing
    decides: bool = True  # of a required table: a release without it is rejected
    assumed_until: str = (
        ""  # earlier vintages: a member that parses as the table is this one, whatever its name
    )


@dataclass(frozen=True)
class ColumnRecognition:
    """How one of our columns was found in a member.

    `how` is `header` (CMS's usual spelling), `words` (the header's words), `values` (the cell contents),
    `order` (no header: CMS's usual column order), `layout`, `correction`, or `absent` (a description that the
    member lacks).
    """

    column: str
    position: int | None  # from 1; None in a line layout, or if absent
    header: str
    how: str


@dataclass(frozen=True)
class UnreadColumn:
    """A source column that no column of ours uses."""

    position: int  # from 1
    header: str
    values: int  # cells that are not blank


@dataclass(frozen=True)
class Identity:
    """A rule that holds row by row in CMS's data: total = work + PE + MP, rate = weight x factor.

    A member that violates it in more than `most` of the applicable rows has misidentified columns.
    """

    name: str
    holds: pl.Expr  # of the typed columns; null if it does not apply
    columns: tuple[str, ...]
    most: float = 0.02  # share of rows that may violate it
    pins: bool = True  # no other column would satisfy it in place of one of these
    by_row: bool = False  # arithmetic of one row: if most rows of a short table violate it, columns moved


@dataclass(frozen=True)
class Companion:
    """Another table of the zip: this table must list all its `on` values, or it has lost lines.

    The limits are measured on CMS's zips. A table that lacks more than `most` of the values counts as missing
    unless a correction accepts it.
    """

    table: str
    on: tuple[str, ...]
    where: pl.Expr | None = None  # rows of the other table that count
    of: str = ""  # the same in words
    same: bool = False  # the two lists are equal: if each lacks rows of the other, neither was cut
    most: float = 0.02  # share that may be lacking; 1 if the other table lists others
    equal: tuple[str, ...] = ()  # columns with the same value in both
    # Condition on a row that both tables have, null if it does not apply; `of` describes it in words. Columns
    # of the other table end in `·`.
    relation: pl.Expr | None = None
    most_unrelated: float = 0.05  # share of rows that may violate the relation


@dataclass(frozen=True)
class ParsedMember:
    """A member as text: one row per record under our column names, with `line` and `fault` (null: none)."""

    place: Location
    title: str  # everything above the header
    headers: Mapping[str, str]  # our column name → CMS's header
    frame: pl.DataFrame
    above: pl.DataFrame  # the same for the rows above the header, which should be banners
    is_ascii: bool = False  # no cell can then hold a hard space
    distinct: pl.DataFrame | None = None  # one row: the distinct cells of each column
    recognition: tuple[ColumnRecognition, ...] = ()
    unread: tuple[UnreadColumn, ...] = ()
    corrections: Corrections = NO_CORRECTIONS  # what a person stated about the member
    beside: pl.DataFrame | None = None  # `line`, `text`: cells directly after the table, without a header

    @property
    def release(self) -> Release:
        return self.place.release

    def reject_period(self, expected: str, found: str, line: int | None = None) -> None:
        """Raise `WrongPeriod`, unless a correction accepts the period that the member states."""
        if not self.corrections.accepts_period:
            raise WrongPeriod(self.place, expected, found, line)

    def reject_series(self, expected: str, found: str) -> None:
        """Raise `WrongSeries`, unless a correction accepts the series that the member states."""
        if not self.corrections.accepts_series:
            raise WrongSeries(self.place, expected, found)

    def reject_missing(self, expected: str, columns: Sequence[str]) -> None:
        """Raise `MissingColumns`, unless a correction states that CMS left these columns out."""
        if set(columns) - set(self.corrections.accepts_missing):
            refusal = MissingColumns(self.place, expected, f"{list(self.headers.values())}")
            refusal.columns = tuple(columns)
            raise refusal


@dataclass(frozen=True)
class Table:
    """A table of the warehouse: its columns, its key, and where and how CMS publishes it."""

    name: str
    doc: str
    series: tuple[str, ...]
    members: tuple[MemberPattern, ...]
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    # How a member is read. Without a header, a layout is the pattern of a whole line, with groups named as
    # columns. Lines like `line_layout_notes` are not data, and
    # neither are, below a header, rows with one cell like `footnotes`.
    ignored: Mapping[str, str] = field(default_factory=dict)  # header pattern → reason
    # For `reshape` only: name → header pattern. A name ending in * claims any number of columns and is
    # completed by the header: `fee:*` → `fee:AL (NR)`.
    extra_headers: Mapping[str, str] = field(default_factory=dict)
    line_layouts: tuple[str, ...] = ()
    line_layout_notes: str = r"HDR.*|TRL.*"
    footnotes: str = r"\S+\s.*"
    stray_values: str = ""  # of the cells that CMS left next to the table, in columns without a name
    multiline: bool = False  # a cell may legitimately span lines; elsewhere that is a stray quote

    # What is derived from the text, and what is checked.
    check: Callable[[ParsedMember], None] | None = (
        None  # raises if the member states another period or series
    )
    reshape: Callable[[ParsedMember], pl.DataFrame] | None = (
        None  # text to text: fill down, unpivot; may also check
    )
    contradictions: Contradictions | None = None  # of the cells of a row, still as text
    required: bool = True  # the main table of the series: a release without it is rejected
    expected: bool = True  # its absence from a zip is reported
    since: str = ""  # no earlier vintage is expected to hold it
    until: str = ""  # later vintages cannot hold it
    yearly: bool = False  # the same all year: a member may keep the name of an earlier quarter
    identities: tuple[Identity, ...] = ()
    companions: tuple[Companion, ...] = ()
    # CMS's column orders other than those of `columns` and `line_layouts`.
    column_orders: tuple[tuple[str, ...], ...] = ()
    row_count: tuple[int, int] = (1, 100_000)  # of one member
    yields: pl.Expr | None = None  # typed rows that yield to the one other row with the same key
    # Share of rows that may be set aside: one in a thousand does not reject a release, and is reported.
    max_rejected_share: float = 0.001


def zero_filled(width: int) -> Normalize:
    """Restore the zeros that a spreadsheet dropped (`2102` → `02102`), if it dropped all of them.

    If one value of the column kept its zeros, a short value is an error and stays as it is.
    """

    def read(text: pl.Series) -> pl.Series:
        if text.len() < FEW_VALUES:  # a plan costs more
            values = [value for value in text.to_list() if value is not None]
            is_kept = any(len(value) == width and value.startswith("0") for value in values)
            is_whole = all(len(value) >= width for value in values)
            return text if is_kept or is_whole else text.str.zfill(width)
        cell = pl.col(text.name)
        kept = ((cell.str.len_chars() == width) & cell.str.starts_with("0")).any()
        return text.to_frame().select(pl.when(kept).then(cell).otherwise(cell.str.zfill(width))).to_series()

    return read


def strip_suffixes(*tails: str) -> Normalize:
    """Strip footnote marks or units from the end: `ALASKA**` → `ALASKA`, `20.000%` → `20.000`."""
    marks = "".join(tails)
    return lambda text: text.str.strip_chars_end(marks + " ")
