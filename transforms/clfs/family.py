"""The clinical laboratory fee schedule (26CLABQ2 and its like): one national price per test."""

import polars as pl

from transforms.opps.addendum_common import as_printed, plain_spaces
from transforms.table import (
    DATE,
    HCPCS,
    MODIFIER,
    TEXT,
    Column,
    Identity,
    MemberPattern,
    ParsedMember,
    Table,
    decimal,
)


def _checked(parsed: ParsedMember) -> pl.DataFrame:
    """Each row states its year, notes below do not; a workbook has lost the zeros of codes and rates."""
    years = parsed.frame["year"] if "year" in parsed.frame.columns else pl.Series(dtype=pl.String)
    said = set(years.filter(years.str.contains(r"^\d+$")).unique())
    year = parsed.release.vintage[:4]
    if said - {year}:
        parsed.reject_period(f"rows of {year}", ", ".join(sorted(said)))
    return as_printed(parsed, (), {"rate": 2}, {"hcpcs": 5})


def _descriptor(name: str, header: str, optional: bool = False) -> Column:
    doc = f"CMS's {name.replace('_', ' ')}, HCPCS Level II only"
    return Column(name, TEXT, header, doc, normalize=plain_spaces, descriptor_of="hcpcs", optional=optional)


# Without exception from 2024 to 2026.
IDENTITIES = (
    Identity(
        "a national rate, or the contractor's",
        (pl.col("indicator") == "L") == pl.col("rate").is_null(),
        ("indicator", "rate"),
        most=0.1,
        pins=False,
    ),
    Identity(
        "a waived test has the rate of the test",
        pl.when(pl.col("modifier") == "QW").then(pl.col("rate").n_unique().over("hcpcs") == 1),
        ("modifier", "rate", "hcpcs"),
        most=0.1,
        pins=False,
    ),
)

CLFS = Table(
    name="clfs",
    doc="Clinical laboratory fee schedule: the national price per test. Complete in every quarter.",
    series=("clfs",),
    members=(MemberPattern(r"\.(csv|txt|prn|dat|tsv|xls[xm]?)($|!)"),),
    key=("hcpcs", "modifier"),
    columns=(
        Column("hcpcs", TEXT, r"hcpcs( code)?", "HCPCS code", valid=HCPCS, nullable=False),
        Column(
            "modifier",
            TEXT,
            r"mod(ifier)?",
            "QW: waived test; its rate is the plain row's and is never added to it",
            valid=MODIFIER,
        ),
        Column("effective_date", DATE, r"eff_?(ective)? ?date", "day on which the row began", nullable=False),
        Column(
            "indicator",
            TEXT,
            r"indicator",
            "N: national rate; L: the local contractor prices the test",
            valid=r"[A-Z]",
            nullable=False,
        ),
        Column(
            "rate",
            decimal(12, 2),
            r"((national|payment|national payment) )?rate",
            "dollars; null where CMS prints 0, which means that no national price exists",
            null_values=r"0*(?:\.0*)?",
        ),
        _descriptor("short_description", r"short ?desc[a-z]*"),
        _descriptor("long_description", r"long ?desc[a-z]*", optional=True),
        _descriptor("extended_description", r"extended ?long ?desc[a-z]*", optional=True),
    ),
    extra_headers={"year": r"year"},
    column_orders=(
        (
            *("year", "hcpcs", "modifier", "effective_date", "indicator", "rate"),
            *("short_description", "long_description", "extended_description"),
        ),
    ),
    # The text files have no header to 2025: 2024~0001U~  ~20240101~N~00720.00~...
    line_layouts=(
        r"(?P<year>20\d\d)~(?P<hcpcs>[^~]{5})~(?P<modifier>[^~]*)~(?P<effective_date>\d{8})~"
        r"(?P<indicator>[^~]+)~(?P<rate>[^~]+)~(?P<short_description>[^~]*)~?",
    ),
    line_layout_notes=r"HDR~.*|TRL.*|YEAR~.*|(?:20\d\d )?[A-Za-z\"][A-Za-z][^~]*",
    reshape=_checked,
    identities=IDENTITIES,
    row_count=(1, 20_000),
)

TABLES = (CLFS,)
IGNORED_MEMBERS = {"clfs": {r"\.(pdf|docx?)$": "the layout document"}}
