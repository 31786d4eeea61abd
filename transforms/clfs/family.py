"""The clinical laboratory fee schedule (26CLABQ2 and its like): one national price per test.

Before 2018 it had a fee per test and state or part of a state, held to a national limit: no national price.
"""

import polars as pl

from transforms.opps.addendum_common import as_printed, plain_spaces
from transforms.table import (
    DATE,
    HCPCS,
    MODIFIER,
    TABLE_FILES,
    TEXT,
    Column,
    Identity,
    MemberPattern,
    ParsedMember,
    Table,
    decimal,
)

FIRST_NATIONAL = "2018"  # Protecting Access to Medicare Act, section 216
NATIONAL_COLUMNS = ("effective_date", "indicator", "rate")
LIMITS = ("national_limit", "midpoint", "floor")
NO_AMOUNT = r"0*(?:\.0*)?"
STATES = (
    "AK|AL|AR|AZ|CA|CO|CT|DC|DE|FL|GA|HI|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|"
    "OH|OK|OR|PA|PR|RI|SC|SD|TN|TX|UT|VA|VI|VT|WA|WI|WV|WY"
)
NAMES = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|district of columbia|florida|"
    "georgia|hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|"
    "minnesota|mississippi|missouri|montana|nebraska|nevada|new (?:hampshire|jersey|mexico|york)|"
    "north (?:carolina|dakota)|ohio|oklahoma|oregon|pennsylvania|puerto rico|rhode island|"
    "south (?:carolina|dakota)|tennessee|texas|utah|"
    "vermont|virginia|washington|west virginia|wisconsin|wyoming"
)
# `TN`, `CA1`, `NY 3`, `Northern California`, `Southern California Occidental`, `Washington State`
AREA = (
    rf"({STATES})([ -]?[0-9NSEW]{{1,2}})?"
    rf"|((north|south|east|west)(ern)? )?({NAMES})( state| occidental| city)?"
)


def _checked(parsed: ParsedMember) -> pl.DataFrame:
    """Check the year in each row (notes below have none); a workbook lost the zeros of codes and rates.

    Before 2018, fees are per area: a test has no national price, like one marked L.
    """
    years = parsed.frame["year"] if "year" in parsed.frame.columns else pl.Series(dtype=pl.String)
    stated = set(years.filter(years.str.contains(r"^\d+$")).unique())
    year = parsed.release.vintage[:4]
    if stated - {year}:
        parsed.reject_period(f"rows of {year}", ", ".join(sorted(stated)))
    frame = as_printed(parsed, (), {"rate": 2}, {"hcpcs": 5})
    lacks = [name for name in NATIONAL_COLUMNS if name not in frame.columns]
    if not lacks:
        return frame
    if year >= FIRST_NATIONAL or len(lacks) < len(NATIONAL_COLUMNS):
        parsed.reject_missing(f"columns of {', '.join(lacks)}", lacks)
        return frame
    return frame.with_columns(
        effective_date=pl.lit(f"{year}0101"), indicator=pl.lit("L"), rate=pl.lit(None, pl.String)
    )


def _per_area(parsed: ParsedMember) -> pl.DataFrame:
    """One row per area whose column has a fee; 0.00 means no fee."""
    areas = [name for name in parsed.frame.columns if name.startswith("fee:")]
    if not areas:
        parsed.reject_missing("columns of states", ["fee:*"])
    limits = [name for name in LIMITS if name in parsed.frame.columns]
    places = dict.fromkeys((*limits, *areas), 2)
    frame = as_printed(parsed, (), places, {"hcpcs": 5})
    index = ["line", "fault", "hcpcs", "modifier", *limits]
    long = frame.select(*index, *areas).unpivot(areas, index=index, variable_name="area", value_name="fee")
    return long.with_columns(area=pl.col("area").str.slice(4)).sort("line", maintain_order=True)


def _descriptor(name: str, header: str, optional: bool = False) -> Column:
    doc = f"CMS's {name.replace('_', ' ')}, HCPCS Level II only"
    return Column(name, TEXT, header, doc, normalize=plain_spaces, descriptor_of="hcpcs", optional=optional)


# Without exception from 2024 to 2026.
IDENTITIES = (
    Identity(
        "a national rate, or the contractor sets it",
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

# In all five quarters held of 2025 and 2026 every waived test is also listed without QW.
WAIVED = Identity(
    "a waived test is also listed without QW",
    pl.when(pl.col("modifier") == "QW").then(pl.col("modifier").is_null().any().over("hcpcs")),
    ("modifier", "hcpcs"),
    pins=False,
)

LIMIT = r"(60 ?% )?(national limit(ation)?( amount)?|nat(ion)?al limit|nla)( 60 ?%)?"
MIDPOINT = r"(60 ?% )?(mid-? ?point|median)( \(?\d{4}\)?)?"
FLOOR = r"(60 ?% |payment )?floor( \(?\d{4}\)?)?"
CLFS = Table(
    name="clfs",
    doc="Clinical laboratory fee schedule: the national price per test. Complete in every quarter.",
    series=("clfs",),
    members=(MemberPattern(TABLE_FILES),),
    key=("hcpcs", "modifier"),
    columns=(
        Column("hcpcs", TEXT, r"hcpcs( code)?", "HCPCS code", valid=HCPCS, nullable=False),
        Column(
            "modifier",
            TEXT,
            r"mod(ifier)?",
            "QW: waived test; its rate equals the plain row's and the two are not added",
            valid=MODIFIER,
        ),
        Column(
            "effective_date",
            DATE,
            r"eff_?(ective)? ?date",
            "First day of the row",
            nullable=False,
            optional=True,
        ),
        Column(
            "indicator",
            TEXT,
            r"indicator",
            "N: national rate; L: the local contractor prices the test",
            valid=r"[A-Z]",
            nullable=False,
            optional=True,
        ),
        Column(
            "rate",
            decimal(12, 2),
            r"((national|payment|national payment) )?rate",
            "Dollars; null if CMS lists 0, which means that there is no national price",
            null_values=NO_AMOUNT,
            optional=True,
        ),
        _descriptor("short_description", r"short ?desc[a-z]*"),
        _descriptor("long_description", r"long ?desc[a-z]*", optional=True),
        _descriptor("extended_description", r"extended ?long ?desc[a-z]*", optional=True),
    ),
    extra_headers={"year": r"year"},
    ignored={
        AREA: "in clfs_local_fee",
        LIMIT: "in clfs_local_fee",
        MIDPOINT: "in clfs_local_fee",
        FLOOR: "there",
    },
    column_orders=(
        (
            *("year", "hcpcs", "modifier", "effective_date", "indicator", "rate"),
            *("short_description", "long_description", "extended_description"),
        ),
    ),
    # The text files have no header until 2025: 2024~0001U~ ~20240101~N~00720.00~...
    line_layouts=(
        r"(?P<year>20\d\d)~(?P<hcpcs>[^~]{5})~(?P<modifier>[^~]*)~(?P<effective_date>\d{8})~"
        r"(?P<indicator>[^~]+)~(?P<rate>[^~]+)~(?P<short_description>[^~]*)~?",
    ),
    line_layout_notes=r"HDR~.*|TRL.*|YEAR~.*|(?:20\d\d )?[A-Za-z\"][A-Za-z][^~]*",
    reshape=_checked,
    identities=(*IDENTITIES, WAIVED),
    row_count=(1, 20_000),
)

# CMS listed the lesser of the area's own fee and the limit, as described in the data dictionaries of 2016.
HELD_TO_LIMIT = Identity(
    "no fee above the national limit",
    pl.when((pl.col("national_limit") > 0) & (pl.col("fee") > 0)).then(
        pl.col("fee") <= pl.col("national_limit")
    ),
    ("fee", "national_limit"),
    most=0.05,
    pins=False,
)


def _amount(name: str, header: str, doc: str) -> Column:
    return Column(name, decimal(12, 2), header, doc, null_values=NO_AMOUNT, optional=True)


LOCAL_FEE = Table(
    name="clfs_local_fee",
    doc="Laboratory fees before 2018, per test and area: there was no national price, only a limit.",
    series=("clfs",),
    members=(MemberPattern(TABLE_FILES, title=rf"\b(?:{LIMIT}|mid-? ?point|\bNLA)\b"),),
    key=("hcpcs", "modifier", "area"),
    columns=(
        Column("hcpcs", TEXT, r"hcpcs( code)?|cpt code", "HCPCS code", valid=HCPCS, nullable=False),
        Column("modifier", TEXT, r"mod(ifier)?", "QW: waived test", valid=MODIFIER),
        Column("area", TEXT, "", "State or part of a state, as in CMS's column header", nullable=False),
        _amount("fee", "", "Dollars per test; null if CMS lists 0, which means none"),
        _amount("national_limit", LIMIT, "Dollars; for most tests, 74% of the midpoint"),
        _amount("midpoint", MIDPOINT, "Dollars; median of all areas' own fees"),
        _amount("floor", FLOOR, "Dollars; minimum fee for a Pap smear"),
    ),
    extra_headers={"year": r"year", "fee:*": AREA},
    ignored={r"(short|long)? ?desc[a-z]*.*": "in clfs"},
    reshape=_per_area,
    identities=(HELD_TO_LIMIT,),
    required=False,
    expected=False,
    until=FIRST_NATIONAL,
    row_count=(1, 300_000),
)

TABLES = (CLFS, LOCAL_FEE)
IGNORED_MEMBERS = {"clfs": {r"\.(pdf|docx?)$": "the layout document"}}
