"""Wage indexes of hospitals (OPPS) and surgical centers (ASC), county adjustments, the OPPS pricer's rates.

The indexes differ: ASC's is before floors and reclassification. Never use one in place of the other.
"""

import re

import polars as pl

from transforms.opps.addendum_common import plain_spaces
from transforms.table import (
    DATE,
    TABLE_FILES,
    TEXT,
    Column,
    Identity,
    MemberPattern,
    ParsedMember,
    Table,
    decimal,
    zero_filled,
)

INDEX = decimal(6, 4)
ZERO_INDEX = r"0*(?:\.0+)?"  # CMS lists 0 if an area has no index: never a price
AREA = r"\d\d|\d{5}"


def _of_the_year(parsed: ParsedMember) -> None:
    """Check the year in `WI26` or `CY 2018 Wage Index`."""
    stated = re.search(r"(?:20)?(\d\d)(?!\d)", parsed.headers.get("wage_index", ""))
    year = parsed.release.vintage[2:4]
    if stated and stated[1] != year:
        parsed.reject_period(f"indexes of 20{year}", repr(parsed.headers["wage_index"]))


def _area_codes(text: pl.Series) -> pl.Series:
    """Normalize areas: `1` is state area 01 if a spreadsheet dropped the zero; a CBSA has five digits."""
    return pl.select(pl.when(text.str.len_chars() == 1).then("0" + text).otherwise(text)).to_series()


def _without_fifth_digit(text: pl.Series) -> pl.Series:
    """Drop the fifth digit: the pricer writes `05072` for APC 5072."""
    return text.str.replace(r"^0(\d{4})$", "$1")


def _of_the_effective_year(parsed: ParsedMember) -> pl.DataFrame:
    """Check that the pricer's tables begin on January 1 of their year; 2021's ends in a row of nines."""
    stated_day = pl.col("effective_date").str.strip_chars()  # hard spaces too
    frame = parsed.frame.filter((stated_day != "99991231").fill_null(True))
    dates = frame.select(stated_day).to_series().drop_nulls()
    stated = set(dates.filter(dates.str.contains(r"^\d{4}")).str.head(4).unique())  # not of notes below
    year = parsed.release.vintage[:4]
    if stated - {year}:
        parsed.reject_period(f"indexes from {year}", ", ".join(sorted(stated)))
    return frame


CBSA = Column(
    "cbsa",
    TEXT,
    r"cbsa( code)?",
    "CBSA; two digits: rural area of a state, 98 and 99 Indian health",
    valid=AREA,
    nullable=False,
    normalize=_area_codes,
)
EFFECTIVE = Column("effective_date", DATE, r"effective ?date", "First day of service", nullable=False)


def _index(name: str, header: str, doc: str, optional: bool = False) -> Column:
    return Column(name, INDEX, header, doc, optional=optional, null_values=ZERO_INDEX)


def _rate(name: str, header: str, doc: str) -> Column:
    return Column(name, decimal(14, 2), header, doc, nullable=False)


# Without exception from 2021 to 2024, when a third of the areas have two indexes.
RECLASSIFIED = Identity(
    "reclassified hospitals do not have a higher index",
    pl.col("reclassified_wage_index") <= pl.col("geographic_wage_index"),
    ("reclassified_wage_index", "geographic_wage_index"),
    most=0.05,
)

# Without exception from 2021 to 2024: the four areas without an index are states without a rural area.
IMPUTED = (
    Identity(
        "nearly every area has an index",
        pl.col("geographic_wage_index").is_not_null() & pl.col("reclassified_wage_index").is_not_null(),
        ("geographic_wage_index", "reclassified_wage_index"),
        most=0.05,
        pins=False,
    ),
    Identity(
        "a state's rural area without an index has an imputed floor",
        pl.when(pl.col("imputed_floor").is_not_null().any()).then(
            pl.when(pl.col("imputed_floor").is_not_null())
            .then(pl.col("cbsa").str.len_chars() == 2)
            .otherwise(pl.col("geographic_wage_index").is_not_null())
        ),
        ("imputed_floor", "geographic_wage_index"),
        most=0.01,  # of all areas, of which at most six have one
        pins=False,
    ),
)

# In all lists from 2021 to 2026, of hospitals and of surgical centers; five further states come and go.
_RURAL = [f"{n:02}" for n in range(1, 54) if n not in (8, 9, 31, 41, 48)]
STATES = Identity(
    "nearly every state has a rural area",
    pl.when(pl.col("cbsa").str.len_chars() == 2).then(
        pl.col("cbsa").filter(pl.col("cbsa").is_in(_RURAL)).n_unique() >= len(_RURAL) - 1
    ),
    ("cbsa",),
    pins=False,
)
# Violated by 10 to 12% of the areas from 2022 to 2026, by 27 to 32% if the indexes are shifted by a row, by
# 18 to 24% if they are sorted alone.
_STATE = pl.col("name").str.extract(r", ([A-Z]{2})\b")
_INDEX = pl.col("wage_index").cast(pl.Float64)
NEAR = Identity(
    "indexes are within 15% of their state's median",
    pl.when(_STATE.is_not_null() & (_INDEX.count().over(_STATE) >= 5)).then(
        (_INDEX / _INDEX.median().over(_STATE)).is_between(1 / 1.15, 1.15)
    ),
    ("wage_index", "name"),
    most=0.15,
    pins=False,
)
# Violated by 12 to 25 of the 800 to 970 paid APCs from 2021 to 2024; the national one by at most three.
_FIFTH = pl.col("payment_rate").cast(pl.Float64) * 0.2
COPAYMENTS = (
    Identity(
        "minimum copayment = 20% of the rate",
        pl.when(pl.col("payment_rate") > 0).then(
            (pl.col("minimum_copayment").cast(pl.Float64) - _FIFTH).abs() <= 0.011
        ),
        ("minimum_copayment", "payment_rate"),
        most=0.06,
    ),
    Identity(
        "national copayment is at least the minimum, at most the rate",
        pl.when(pl.col("national_copayment") > 0).then(
            pl.col("national_copayment").is_between("minimum_copayment", "payment_rate")
        ),
        ("national_copayment", "minimum_copayment", "payment_rate"),
    ),
    Identity(  # without exception; they differ in three to six rows
        "no national copayment below the minimum",
        pl.when(pl.col("national_copayment") > 0).then(
            pl.col("national_copayment") >= pl.col("minimum_copayment")
        ),
        ("national_copayment", "minimum_copayment"),
        most=0.002,
        pins=False,
    ),
)

OPPS_WAGE_INDEX = Table(
    name="opps_wage_index",
    doc="Wage indexes of hospitals by area, as CMS's own OPPS pricer reads them.",
    series=("opps-wage-index",),
    members=(MemberPattern(r"(^|/)cbsa-wage-index"),),
    key=("cbsa", "effective_date"),
    columns=(
        CBSA,
        EFFECTIVE,
        _index("geographic_wage_index", r"geographic ?wage ?index", "Wage index of hospitals in the area"),
        _index(
            "reclassified_wage_index",
            r"reclassified ?wage ?index",
            "Wage index of hospitals reclassified to the area",
        ),
        _index(
            "rural_floor", r"rural ?floor ?wage ?index", "Rural floor of the state, until 2022", optional=True
        ),
        _index(
            "imputed_floor",
            r"imputed ?floor ?wage ?index",
            "Imputed floor of a state without a rural area",
            optional=True,
        ),
        Column("name", TEXT, r"name", "Name of the area, from 2021", normalize=plain_spaces, optional=True),
    ),
    reshape=_of_the_effective_year,
    identities=(RECLASSIFIED, STATES, *IMPUTED),
    row_count=(1, 3_000),
    max_rejected_share=0.01,
)
OPPS_OUT_MIGRATION = Table(
    name="opps_out_migration",
    doc="Amount added to the wage index of hospitals in a county whose residents work elsewhere.",
    series=("opps-wage-index",),
    members=(MemberPattern(r"(^|/)outmigration-adjustment"),),
    key=("fips_county", "effective_date"),
    columns=(
        Column(
            "fips_county",
            TEXT,
            r"county",
            "State and county",
            valid=r"\d{5}",
            nullable=False,
            normalize=zero_filled(5),
        ),
        Column(
            "out_migration_adjustment",
            INDEX,
            r"adjustment ?factor",
            "Amount added to the wage index unless the hospital is reclassified",
            nullable=False,
        ),
        EFFECTIVE,
    ),
    reshape=_of_the_effective_year,
    required=False,
    row_count=(1, 4_000),
    max_rejected_share=0.01,
)
OPPS_PRICER_RATE = Table(
    name="opps_pricer_rate",
    doc="Rates by APC as CMS's own OPPS pricer reads them: January's rates, and each quarter's changes.",
    series=("opps-wage-index",),
    members=(MemberPattern(r"(^|/)apc-rate"),),
    key=("apc", "effective_date"),
    columns=(
        Column("apc", TEXT, r"apc", "APC", valid=r"\d{4}", nullable=False, normalize=_without_fifth_digit),
        Column(
            "status_indicator",
            TEXT,
            r"status ?indicator",
            "As in addendum A",
            valid=r"[A-Z]\d?",
            nullable=False,
        ),
        EFFECTIVE,
        _rate("payment_rate", r"payment ?rate", "Dollars; 0 if the pricer does not pay by it"),
        _rate("national_copayment", r"national ?coinsurance", "Beneficiary's share in dollars"),
        _rate("minimum_copayment", r"minimum ?coinsurance", "Minimum share of the beneficiary, dollars"),
    ),
    reshape=_of_the_effective_year,
    identities=COPAYMENTS,
    required=False,
    row_count=(1, 5_000),
)
ASC_WAGE_INDEX = Table(
    name="asc_wage_index",
    doc="Wage indexes of ambulatory surgical centers by area; the 2025 list repeats 27 areas.",
    series=("asc-wage-index",),
    members=(MemberPattern(TABLE_FILES),),
    key=("cbsa", "wage_index"),
    columns=(
        CBSA,
        Column(
            "name",
            TEXT,
            r"(cbsa|area|urban (& rural )?area) name|name|(urban )?area( \(constituent counties\))?",
            "As printed",
            normalize=plain_spaces,
            optional=True,
        ),
        _index(
            "wage_index",
            r"wi ?(20)?\d\d|(cy ?20\d\d )?(asc )?wage index( (cy ?)?20\d\d)?",
            "Null if CMS lists none or 0",
        ),
    ),
    column_orders=(("cbsa", "wage_index", "name"),),  # 2021 to 2024; from 2025 on the name comes first
    check=_of_the_year,
    identities=(STATES, NEAR),
    row_count=(1, 3_000),
    max_rejected_share=0.01,
)

TABLES = (OPPS_WAGE_INDEX, OPPS_OUT_MIGRATION, OPPS_PRICER_RATE, ASC_WAGE_INDEX)
_TEXTS = {r"\.(pdf|docx?)$": "a text about the indexes, not a table"}
IGNORED_MEMBERS = {
    "opps-wage-index": {
        r"(^|/)blood-rank": "sorts blood products on a claim; not used for pricing",
        r"(^|/)previous-year-wage-index": "the cap of 2020, by hospital",
        r"\.(java|xml|json|properties|md|gradle|ya?ml|jar|class)$": "the pricer's program",
        **_TEXTS,
    },
    "asc-wage-index": _TEXTS,
}
