"""ANES: the anesthesia conversion factor of each locality."""

import re

import polars as pl

from transforms.pfs.localities import LOCALITY, LOCALITY_KEY, LOCALITY_NAME, MAC, NAME_TEXT
from transforms.table import BOOL, Column, Companion, MemberPattern, ParsedMember, Table, decimal


def _per_factor(reading: ParsedMember) -> pl.DataFrame:
    """Unpivot to one row per factor: since 2026, qualifying APM participants have their own."""
    frame = reading.frame
    factors = {"N": "conversion_factor", "Y": "qualifying_factor"}
    kept = {apm: name for apm, name in factors.items() if name in frame.columns and frame[name].count()}
    if reading.release.vintage >= FIRST_OF_TWO and len(kept) < len(factors):
        lacks = [name for name in factors.values() if name not in kept.values()]
        reading.reject_missing("a factor of qualifying participants and one of others", lacks)
    rows = [
        frame.select(
            pl.col("line", "fault", "mac", "locality", "locality_name"),
            pl.lit(apm).alias("qualifying_apm"),
            _dollars(frame[name]).alias("conversion_factor"),
            pl.lit(_national(reading.headers.get(name, "")), pl.String).alias("national_conversion_factor"),
        )
        for apm, name in kept.items()
    ]
    return pl.concat(rows).sort("line", maintain_order=True) if rows else frame


def _dollars(text: pl.Series) -> pl.Series:
    """Convert cents to dollars: 2014's csv and most txt files have `2141` for 21.41, above any factor."""
    return text.str.replace(r"^(\d\d)(\d\d)$", "${1}.${2}")


def _national(header: str) -> str | None:
    stated = re.search(r"(?:of|=|:) ?\$?(\d+\.\d+)", header, re.IGNORECASE)
    return stated and stated[1]


FIRST_OF_TWO = "2026"
# The shares of work, practice expense and malpractice vary by year within a hundredth. In every release the
# factors are within 4.3% of what these shares make of the indices (2012, by the indices of 2011), most within
# 0.4%.
FOLLOWS_INDICES = "the factor of a locality follows its indices"
_WEIGHTED = pl.sum_horizontal(
    pl.col(name).cast(pl.Float64) * share
    for name, share in (("work_gpci", 0.78), ("pe_gpci", 0.157), ("mp_gpci", 0.063))
)
_RATIO = pl.col("conversion_factor").cast(pl.Float64) / _WEIGHTED
_FOLLOWS = (_RATIO / _RATIO.median().over("qualifying_apm") - 1).abs() <= 0.05
# The header may end in the national factor: National Anes CF (with 2.5% statutory increase) of 20.599835.
STATED = r"(\W*(national )?(of|=|:)? ?\$?\d\d\.\d{2,6}\)?)?"
ANES = rf"(national )?(average )?(anes[a-z]*\.? )?(cf|conv(ersion)?\.? factor)( \(with [^)]+\))?{STATED}"

PFS_ANESTHESIA_CF = Table(
    name="pfs_anesthesia_cf",
    doc="Anesthesia conversion factor of each Medicare locality, dollars per unit.",
    series=("pfs-rvu",),
    members=(MemberPattern(r"^[^!]*ANES[^!]*($|!(?!.*shares))"),),
    key=("mac", "locality", "qualifying_apm"),
    columns=(
        MAC,
        LOCALITY,
        LOCALITY_NAME,
        Column(
            "qualifying_apm",
            BOOL,
            "",
            "Whether the factor is for qualifying APM participants; always false before 2026",
            true_values="Y",
            false_values="N",
        ),
        Column(
            "conversion_factor",
            decimal(9, 4),
            rf"(20\d\d )?(non-qualifying apm )?{ANES}",
            "Dollars per anesthesia unit in the locality",
            valid=r"\d\d(\.\d+)?",
            nullable=False,
        ),
        Column(
            "national_conversion_factor",
            decimal(10, 6),
            "",
            "National factor, dollars per anesthesia unit, if the file's header states it",
        ),
    ),
    extra_headers={"qualifying_factor": rf"qualifying apm {ANES}"},
    line_layouts=(
        rf" *(?P<mac>\d{{5}}) +(?P<locality>\d\d) +(?P<locality_name>{NAME_TEXT}) +"
        r"(?:(?P<qualifying_factor>\d\d\.\d\d) +)?(?P<conversion_factor>\d\d(?:\d\d|\.\d+)?) *",
    ),
    line_layout_notes=r"(?i)\s*(contract|carri|20\d\d$).*",
    reshape=_per_factor,
    companions=(
        Companion("pfs_gpci", LOCALITY_KEY, same=True),
        Companion("pfs_gpci", LOCALITY_KEY, of=FOLLOWS_INDICES, most=1, relation=_FOLLOWS),
    ),
    required=False,
    yearly=True,
    row_count=(1, 800),
)
