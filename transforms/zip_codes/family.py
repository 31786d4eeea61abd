"""ZIP codes to localities; if plus-fours cross localities, ZIP5 flags the code and ZIP9 lists them."""

import polars as pl

from transforms.table import TEXT, Column, MemberPattern, ParsedMember, Table


def _of_the_quarter(reading: ParsedMember) -> None:
    """Check the quarter that each record states as YYYYQ."""
    quarter = reading.release.vintage.replace("Q", "")
    other = reading.frame.filter(pl.col("period") != quarter)
    if other.height:
        reading.reject_period(f"period {quarter}", other["period"][0], other["line"][0])


ZIP_LOCALITY = Table(
    name="zip_locality",
    doc="Contractor and locality of each ZIP code, and of each plus-four if it matters.",
    series=("zip-locality",),
    members=(MemberPattern(r"ZIP5(?!.*la?yout)"), MemberPattern(r"ZIP9(?!.*la?yout)", decides=False)),
    key=("zip_code", "plus_four"),
    columns=(
        Column("zip_code", TEXT, r"zip ?code", "Five digits", valid=r"\d{5}", nullable=False),
        Column(
            "plus_four",
            TEXT,
            r"plus ?(4|four)",
            "Last four digits; null for the whole ZIP code",
            valid=r"\d{4}",
            optional=True,
        ),
        Column("us_state", TEXT, r"state", "USPS state abbreviation", valid=r"[A-Z]{2}", nullable=False),
        Column("mac", TEXT, r"carrier", "MAC number", valid=r"\d{5}", nullable=False),
        Column(
            "locality",
            TEXT,
            r"(pricing )?locality",
            "Locality number, unique only within its MAC",
            valid=r"\d\d",
            nullable=False,
        ),
        Column("rural_indicator", TEXT, r"rural ind", "R rural, B super rural; null for urban", valid="[RB]"),
        Column(
            "rural_indicator_2006",
            TEXT,
            r"rural ind2",
            "rural_indicator as of 2006-12-01",
            valid="[RB]",
            optional=True,
        ),
        Column(
            "lab_locality",
            TEXT,
            r"lab cb locality",
            "Competitive bidding area for laboratory tests",
            valid=r"Z\d",
            optional=True,
        ),
        Column(
            "plus_four_flag",
            TEXT,
            r"plus (4|four) flag",
            "1: see the plus-fours",
            valid="[01]",
            nullable=False,
        ),
        Column(
            "part_b_indicator",
            TEXT,
            r"part b (drug|payment) indicator",
            "CMS's indicator for Part B payment",
            valid="[A-Z]",
        ),
        Column(
            "period",
            TEXT,
            r"year/(qtr|quarter)",
            "Year and quarter of the file, as 20261",
            valid=r"20\d\d[1-4]",
            nullable=False,
        ),
    ),
    line_layouts=(
        r"(?P<us_state>..)(?P<zip_code>.{5})(?P<mac>.{5})(?P<locality>..)(?P<rural_indicator>.)(?P<lab_locality>..)"
        r"(?P<rural_indicator_2006>.)  (?P<plus_four_flag>.) (?P<part_b_indicator>.) {52}(?P<period>\d{5})",
        r"(?P<us_state>..)(?P<zip_code>.{5})(?P<mac>.{5})(?P<locality>..)(?P<rural_indicator>.) {5}"
        r"(?P<plus_four_flag>.)(?P<plus_four>\d{4}) {6}(?P<part_b_indicator>.) {43}(?P<period>\d{5})",
    ),
    check=_of_the_quarter,
    row_count=(1, 12_000_000),
)

TABLES = (ZIP_LOCALITY,)
IGNORED_MEMBERS = {"zip-locality": {r"la?yout|\.(pdf|docx?)$": "the layout document"}}
