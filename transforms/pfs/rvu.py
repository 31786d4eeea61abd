"""PPRRVU: the relative value units and payment policy indicators of every code.

The header is stacked over five rows; the patterns match its columns joined downwards. CMS listed 37
columns in 2009-2012 (transitional and fully implemented practice expense), 31 in 2013-2025, and added PRIC
IND in 2026. From 2026 a second file, QPP, lists the paid codes at the conversion factor of qualifying APM
participants.
"""

import re
from dataclasses import replace
from decimal import Decimal
from functools import partial

import polars as pl

from transforms.table import (
    BOOL,
    HCPCS,
    MODIFIER,
    TEXT,
    Column,
    Companion,
    Identity,
    MemberPattern,
    ParsedMember,
    Table,
    decimal,
    strip_suffixes,
    zero_filled,
)

RVU = decimal(9, 2)
EARLY = r"(transition(ed|al) )?"  # 2009-2012: the one that was paid
PAID = r"used for opps payment amount"
SUPERVISION = r"physician supervision of diagnostic procedures"
IMAGING = r"diagnostic imaging family indicator"

_rvu = partial(Column, type=RVU, nullable=False)
_share = partial(Column, type=decimal(5, 2), doc="Share of the global package, 0 to 1", nullable=False)
_flag = partial(Column, type=BOOL, true_values="NA")
_fully = partial(
    Column,
    doc="As if the transition to new practice expense data were complete; 2009 to 2012 only, never paid",
    optional=True,
)
_two = partial(Column, type=TEXT, normalize=zero_filled(2), nullable=False)
_three = partial(Column, type=TEXT, normalize=zero_filled(3), nullable=False)
_indicator = partial(Column, type=TEXT, valid=r"\d", nullable=False)

# Record of 171 characters. Gaps between the fields are blank, so a shifted line does not match.
LINE = (
    r"(?P<hcpcs>.{5})(?P<modifier>..)(?P<description>.{50})(?P<status_code>.)(?P<not_used_for_medicare>.)"
    r"(?P<work_rvu>.{6}) (?P<pe_rvu_nonfacility>.{6})(?P<na_nonfacility>..) (?P<pe_rvu_facility>.{6})"
    r"(?P<na_facility>..) (?P<mp_rvu>.{5}) (?P<total_rvu_nonfacility>.{6})(?P<total_rvu_facility>.{6})"
    r"(?P<pctc_indicator>.)(?P<global_days>.{3})(?P<preoperative_share>.{3})(?P<intraoperative_share>.{3})"
    r"(?P<postoperative_share>.{3})(?P<multiple_procedure>.)(?P<bilateral_surgery>.)(?P<assistant_surgery>.)"
    r"(?P<co_surgeons>.)(?P<team_surgery>.)(?P<pricing_indicator>.) {6}(?P<endoscopic_base>.{5})"
    r"(?P<conversion_factor>.{8}) (?P<physician_supervision>..)(?P<calculation_flag>.) "
    r"(?P<imaging_family>..) {4}(?P<opps_pe_rvu_nonfacility>.{6}) (?P<opps_pe_rvu_facility>.{6})"
    r" (?P<opps_mp_rvu>.{6})"
)
# 2009-2012: 206 characters, 207 from 2011 on.
EARLY_LINE = (
    r"(?P<hcpcs>.{5})(?P<modifier>..)(?P<description>.{50})(?P<status_code>.)(?P<not_used_for_medicare>.)"
    r"(?P<work_rvu>.{6}) (?P<pe_rvu_nonfacility>.{6})(?P<na_nonfacility>..)"
    r" (?P<pe_rvu_nonfacility_fully_implemented>.{6})(?P<na_nonfacility_fully_implemented>..)"
    r" (?P<pe_rvu_facility>.{6})(?P<na_facility>..) (?P<pe_rvu_facility_fully_implemented>.{6})"
    r" (?P<na_facility_fully_implemented>..) (?P<mp_rvu>.{5}) (?P<total_rvu_nonfacility>.{6})"
    r" (?P<total_rvu_nonfacility_fully_implemented>.{6}) (?P<total_rvu_facility>.{6})"
    r" (?P<total_rvu_facility_fully_implemented>.{6})  (?P<pctc_indicator>.)(?P<global_days>.{3})"
    r"(?P<preoperative_share>.{3})(?P<intraoperative_share>.{3})(?P<postoperative_share>.{3})"
    r"(?P<multiple_procedure>.)(?P<bilateral_surgery>.)(?P<assistant_surgery>.)(?P<co_surgeons>.)"
    r"(?P<team_surgery>.) {7}(?P<endoscopic_base>.{5})(?P<conversion_factor>.{8})"
    r" (?P<physician_supervision>..)(?P<calculation_flag>.) (?P<imaging_family>..) {3,4}"
    r"(?P<opps_pe_rvu_nonfacility>.{6}) (?P<opps_pe_rvu_facility>.{6}) (?P<opps_mp_rvu>.{6})"
)


def _of_the_year(reading: ParsedMember) -> None:
    """Check the year in the title; the txt has none."""
    year = reading.release.vintage[:4]
    stated = re.search(r"(20\d\d) national physician fee schedule", reading.title, re.IGNORECASE)
    if stated and stated[1] != year:
        reading.reject_period(f"a file of {year}", stated[0])


def _total(setting: str, most: float = 0.01) -> Identity:
    parts = ("work_rvu", f"pe_rvu_{setting}", "mp_rvu")
    total, apart = pl.col(f"total_rvu_{setting}"), pl.sum_horizontal(*parts)
    holds = pl.when((total > 0) | (apart > 0)).then((total - apart).abs() < Decimal("0.02"))
    return Identity(f"total = work + PE ({setting}) + MP", holds, (*parts, f"total_rvu_{setting}"), most)


def _fully_implemented(setting: str) -> Identity:
    """Total of the fully implemented columns, 2009 to 2012; it does not apply where they are blank."""
    total = _total(f"{setting}_fully_implemented")
    holds = pl.when(pl.col(total.columns[-1]).is_not_null()).then(total.holds)
    return replace(total, holds=holds, pins=False)


def _usually(name: str, holds: pl.Expr, *columns: str) -> Identity:
    return Identity(name, holds, columns, most=0.05, pins=False)


FACTOR = pl.col("conversion_factor")
# In every release from 2009 to 2026 all three hold in every row.
IDENTITIES = (
    _total("nonfacility"),
    _total("facility"),
    Identity("one conversion factor", FACTOR.mode().first() == FACTOR, ("conversion_factor",), most=0.001),
    _fully_implemented("nonfacility"),
    _fully_implemented("facility"),
)
SHARES = ("preoperative_share", "intraoperative_share", "postoperative_share")
# From 2009 to 2026 at most four rows of a release violate one of these.
HABITS = (
    _usually(
        "shares of the global package add up",
        pl.when(pl.sum_horizontal(*SHARES) > 0).then(
            pl.sum_horizontal(*SHARES).is_between(Decimal("0.98"), Decimal("1.02"))
        ),
        *SHARES,
    ),
    _usually(
        "a setting marked NA repeats the other's PE",
        pl.when(pl.col("na_nonfacility") | pl.col("na_facility")).then(
            pl.col("pe_rvu_nonfacility") == pl.col("pe_rvu_facility")
        ),
        *("na_nonfacility", "na_facility", "pe_rvu_nonfacility", "pe_rvu_facility"),
    ),
    _usually(
        "the transition to new expense data keeps the NA marks",  # 2009 to 2012, without exception
        pl.when(pl.col("na_nonfacility") | pl.col("na_facility")).then(
            (pl.col("na_nonfacility") == pl.col("na_nonfacility_fully_implemented"))
            & (pl.col("na_facility") == pl.col("na_facility_fully_implemented"))
        ),
        *("na_nonfacility", "na_facility"),
        *("na_nonfacility_fully_implemented", "na_facility_fully_implemented"),
    ),
    _usually(
        "RVUs not used for payment are not paid",
        pl.when("not_used_for_medicare").then(~pl.col("status_code").is_in(["A", "R", "T", "C"])),
        *("not_used_for_medicare", "status_code"),
    ),
    _usually(
        "a code with components has three rows",
        pl.when(pl.col("pctc_indicator") == "1").then(pl.len().over("hcpcs", "qualifying_apm") == 3),
        *("pctc_indicator", "hcpcs", "qualifying_apm"),
    ),
    _usually(
        "PE under the OPPS cap is the same in both settings and always has MP",
        pl.when(
            (pl.col("opps_pe_rvu_nonfacility") > 0)
            | (pl.col("opps_pe_rvu_facility") > 0)
            | (pl.col("opps_mp_rvu") > 0)
        ).then(
            (pl.col("opps_pe_rvu_nonfacility") == pl.col("opps_pe_rvu_facility"))
            & (pl.col("opps_pe_rvu_facility") > 0)
            & (pl.col("opps_mp_rvu") > 0)
        ),
        *("opps_pe_rvu_nonfacility", "opps_pe_rvu_facility", "opps_mp_rvu"),
    ),
)

PFS_RVU = Table(
    name="pfs_rvu",
    doc="Relative value units and payment policy indicators of every code, from PPRRVU.",
    series=("pfs-rvu",),
    members=(
        MemberPattern(r"PPRRVU(?!.*QP)[^/]*$", constants={"qualifying_apm": "N"}, assumed_until="2026"),
        MemberPattern(r"PPRRVU.*non[_-]?QP", constants={"qualifying_apm": "N"}),
        MemberPattern(r"PPRRVU.*(?<!non)(?<!non[_-])QP", constants={"qualifying_apm": "Y"}, decides=False),
    ),
    key=("hcpcs", "modifier", "qualifying_apm"),
    columns=(
        Column("hcpcs", TEXT, r"hcpcs", "CPT or HCPCS code", valid=HCPCS, nullable=False),
        Column("modifier", TEXT, r"mod", "26, TC or 53; null for the whole service", valid=MODIFIER),
        Column(
            "qualifying_apm",
            BOOL,
            "",
            "Whether the row is for qualifying APM participants; always false before 2026",
            true_values="Y",
            false_values="N",
        ),
        Column(
            "description",
            TEXT,
            r"description",
            "CMS's short descriptor, HCPCS Level II only",
            descriptor_of="hcpcs",
            repair=strip_suffixes("á"),
        ),
        Column(
            "status_code",
            TEXT,
            r"status code",
            "Whether and how Medicare pays the code, see indicators",
            valid="[A-Z]",
            nullable=False,
        ),
        Column(
            "not_used_for_medicare",
            BOOL,
            r"not used for medicare payment",
            "Whether the RVUs are for information only and Medicare does not pay by them",
            true_values=r"\+",
        ),
        _rvu("work_rvu", header=r"work rvu", doc="Physician work RVUs"),
        _rvu(
            "pe_rvu_nonfacility",
            header=EARLY + r"non-fac pe rvu",
            doc="Practice expense RVUs outside a facility",
        ),
        _flag(
            "na_nonfacility",
            header=EARLY + r"non-fac na indicator",
            doc="NA: not performed in this setting, so not a price",
        ),
        _rvu("pe_rvu_facility", header=EARLY + r"facility pe rvu", doc="Practice expense RVUs in a facility"),
        _flag(
            "na_facility",
            header=EARLY + r"facility na indicator",
            doc="NA: not performed in this setting, so not a price",
        ),
        _rvu("mp_rvu", header=r"mp rvu", doc="Malpractice RVUs"),
        _rvu(
            "total_rvu_nonfacility", header=EARLY + r"non-facility total", doc="Total RVUs outside a facility"
        ),
        _rvu("total_rvu_facility", header=EARLY + r"facility total", doc="Total RVUs in a facility"),
        _fully("pe_rvu_nonfacility_fully_implemented", RVU, r"fully implemented non-fac pe rvu"),
        _fully(
            "na_nonfacility_fully_implemented",
            BOOL,
            r"fully implemented non-fac na indicator",
            true_values="NA",
        ),
        _fully("pe_rvu_facility_fully_implemented", RVU, r"fully implemented facility pe rvu"),
        _fully(
            "na_facility_fully_implemented",
            BOOL,
            r"fully implemented facility na indicator",
            true_values="NA",
        ),
        _fully("total_rvu_nonfacility_fully_implemented", RVU, r"fully implemented non-facility total"),
        _fully("total_rvu_facility_fully_implemented", RVU, r"fully implemented facility total"),
        _indicator(
            "pctc_indicator",
            header=r"pctc ind",
            doc="Professional and technical components (PC/TC), see indicators",
        ),
        _three(
            "global_days",
            header=r"glob days",
            doc="Global period: 000, 010, 090, MMM, XXX, YYY or ZZZ",
            valid=r"\d{3}|[A-Z]{3}",
        ),
        _share("preoperative_share", header=r"pre op"),
        _share("intraoperative_share", header=r"intra op"),
        _share("postoperative_share", header=r"post op"),
        _indicator(
            "multiple_procedure", header=r"mult proc", doc="Reduction for several procedures, see indicators"
        ),
        _indicator(
            "bilateral_surgery", header=r"bilat surg", doc="Adjustment for both sides, see indicators"
        ),
        _indicator(
            "assistant_surgery", header=r"asst surg", doc="Payment of an assistant at surgery, see indicators"
        ),
        _indicator("co_surgeons", header=r"co- surg", doc="Payment of two surgeons, see indicators"),
        _indicator("team_surgery", header=r"team surg", doc="Payment of a team of surgeons, see indicators"),
        Column(
            "pricing_indicator",
            TEXT,
            r"pric ind",
            "CMS's pricing indicator; null before 2026",
            valid=r"\d",
            optional=True,
        ),
        Column("endoscopic_base", TEXT, r"endo base", "Base code of the endoscopic family", valid=HCPCS),
        Column("conversion_factor", decimal(9, 4), r"conv factor", "Dollars per RVU", nullable=False),
        _two(
            "physician_supervision",
            header=SUPERVISION,
            doc="Physician supervision that a diagnostic test needs, see indicators",
            valid=r"\d[0-9A-Z]",
        ),
        _indicator(
            "calculation_flag",
            header=r"calculation flag",
            doc="Whether a law changes the payment of the code by a factor, see indicators",
        ),
        _two(
            "imaging_family",
            header=IMAGING,
            doc="Family of imaging services that are reduced if done together, see indicators",
            valid=r"\d\d",
        ),
        _rvu(
            "opps_pe_rvu_nonfacility",
            header=rf"non-facility pe {PAID}",
            doc="Practice expense RVUs of the OPPS amount outside a facility",
        ),
        _rvu(
            "opps_pe_rvu_facility",
            header=rf"facility pe {PAID}",
            doc="Practice expense RVUs of the OPPS amount in a facility",
        ),
        _rvu("opps_mp_rvu", header=rf"mp {PAID}", doc="Malpractice RVUs of the OPPS amount"),
    ),
    line_layouts=(LINE, EARLY_LINE),
    check=_of_the_year,
    identities=(*IDENTITIES, *HABITS),
    companions=(Companion("pfs_opps_cap", ("hcpcs",)),),  # without exception from 2009 to 2026
    row_count=(1, 40_000),
    max_rejected_share=0.001,  # 2026A lists a placeholder, GXXX1
)
