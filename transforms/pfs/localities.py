"""Data by Medicare locality: the geographic practice cost indices (GPCI), and the counties of each locality.

The key is contractor and locality together. In some years, CMS's csv lacks their leading zeros.
"""

import re
from functools import partial

import polars as pl

from transforms.table import (
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

INDEX = decimal(6, 3)
OF = r"( (gpcis?|rvu|ind(ex|ices)))?"
FLOOR = r"( \((with|includes?|including) (the )?(1\.0 )?(work )?floor\))"
THOUSANDTHS = r"\d\.\d{3}"
NAME_TEXT = r"\S+(?: \S+)*"  # columns of print are two spaces apart
CONTRACTOR = r"(carrier|contractor|medicare admini?strative contractor)( number)?( \(mac\))?"

LOCALITY_KEY = ("mac", "locality")
MAC = Column("mac", TEXT, CONTRACTOR, "MAC number", valid=r"\d{5}", normalize=zero_filled(5), nullable=False)
LOCALITY = Column(
    "locality",
    TEXT,
    r"locality( number)?",
    "Locality number, unique only within its MAC",
    valid=r"\d\d",
    normalize=zero_filled(2),
    nullable=False,
)
LOCALITY_NAME = Column(
    "locality_name",
    TEXT,
    r"(medicare )?locality name|state/county",
    "Name of the locality, as printed",
    normalize=strip_suffixes("*"),
)
# Published from 2009 to 2026: work 0.907 to 1.5, PE 0.678 to 1.442, MP 0.235 to 3.167.
_index = partial(Column, type=INDEX, nullable=False)


def _of_the_year(reading: ParsedMember) -> None:
    """Check the year of the indices, which the headers have stated since 2018."""
    year = reading.release.vintage[:4]
    for header in reading.headers.values():
        stated = re.match(r"20\d\d", header)
        if stated and stated[0] != year:
            reading.reject_period(f"indices of {year}", header)


def _no_more_varied(left: str, right: str) -> Identity:
    """Identity: by law, work varies by a quarter of earnings differences; rents vary more, premiums most."""
    spread, other = (pl.col(name).cast(pl.Float64).std() for name in (left, right))
    holds = pl.when(pl.col(left).is_not_null()).then(spread <= other + 0.001)
    return Identity(f"{left} varies no more than {right}", holds, (left, right))


# In every release from 2009 to 2026: 0.05 to 0.06, 0.11 to 0.15, 0.40 to 0.47.
IDENTITIES = (_no_more_varied("work_gpci", "pe_gpci"), _no_more_varied("pe_gpci", "mp_gpci"))

PFS_GPCI = Table(
    name="pfs_gpci",
    doc="Geographic practice cost indices of each Medicare locality.",
    series=("pfs-rvu",),
    members=(MemberPattern(r"GPCI"),),
    key=("mac", "locality"),
    columns=(
        MAC,
        Column(
            "us_state",
            TEXT,
            r"state",
            "USPS state abbreviation; null before 2021",
            valid=r"[A-Z]{2}",
            optional=True,
        ),
        LOCALITY,
        LOCALITY_NAME,
        _index(
            "work_gpci",
            header=rf"(20\d\d )?(work|pw)\W*{OF}{FLOOR}?\W*",
            doc="Work index, with the floor if one was in force",
            between=(0.8, 1.7),
        ),
        Column(
            "work_gpci_without_floor",
            INDEX,
            rf"(20\d\d )?(work|pw)\W*{OF} \(without (the )?(1\.0 )?(work )?floor\)\W*",
            "Work index without the floor of 1.0, if CMS lists it",
            optional=True,
            between=(0.8, 1.7),
        ),
        _index(
            "pe_gpci",
            header=rf"(20\d\d )?pe\W*{OF}\W*",
            doc="Practice expense index",
            between=(0.5, 1.8),
        ),
        _index("mp_gpci", header=rf"(20\d\d )?mp\W*{OF}\W*", doc="Malpractice index", between=(0.1, 5)),
    ),
    line_layouts=(
        r" *(?P<mac>\d{5}) +(?:(?P<us_state>[A-Z]{2}) +)?(?P<locality>\d\d) +"
        rf"(?P<locality_name>{NAME_TEXT}?) *"
        rf"(?:(?P<work_gpci_without_floor>{THOUSANDTHS}) +)?(?P<work_gpci>{THOUSANDTHS}) +"
        rf"(?P<pe_gpci>{THOUSANDTHS}) +(?P<mp_gpci>{THOUSANDTHS}) *",
    ),
    identities=IDENTITIES,
    # From 2009 to 2026 GPCI and ANES list the same localities; LOCCO had two others in 2011, of 90.
    companions=(
        Companion("pfs_anesthesia_cf", LOCALITY_KEY, same=True),
        Companion("pfs_locality_county", LOCALITY_KEY, same=True, most=0.03),
    ),
    check=_of_the_year,
    line_layout_notes=r"(?i)\s*(addendum|contract|carri|medicare|mac |note|therefore|for illus|a det|\*).*",
    required=False,
    yearly=True,
    row_count=(1, 400),
)


def _states_filled_down(reading: ParsedMember) -> pl.DataFrame:
    """Fill down states, which CMS lists once per block; a block without one (California in 2024's txt) has
    none.

    Contractors of one state share three digits, so a misplaced line does not get another block's state.
    """
    block = (pl.col("line").cast(pl.Int64).diff() > 1).cum_sum().fill_null(0)
    mac = pl.col("mac").str.strip_chars("\u00a0 ").str.zfill(5).str.head(3)
    stated = pl.when(pl.col("us_state").is_not_null()).then(mac).forward_fill().over(block)
    filled = pl.col("us_state").forward_fill().over(block)
    return reading.frame.with_columns(us_state=pl.when(stated == mac).then(filled))


_NAME, _COUNTIES = (pl.col(name).str.to_uppercase() for name in ("fee_schedule_area", "counties"))
_STATEWIDE, _ALL = _NAME.str.contains("STATEWIDE"), _COUNTIES.str.contains("ALL COUNTIES")
_REST, _OTHER = _NAME.str.contains("REST OF"), _COUNTIES.str.contains("ALL OTHER")
# In all 18 files from 2009 to 2026: 34 states as one area, 16 or 17 areas that are the rest of their state.
COUNTIES = Identity(
    "a whole state has all its counties, the rest of one all others",
    pl.when(_STATEWIDE | _ALL | _REST | _OTHER).then((_STATEWIDE == _ALL) & (_REST == _OTHER)),
    ("fee_schedule_area", "counties"),
    most=0.1,
    pins=False,
)

PFS_LOCALITY_COUNTY = Table(
    name="pfs_locality_county",
    doc="The counties of each Medicare locality.",
    series=("pfs-rvu",),
    members=(MemberPattern(r"LOCCO"),),
    key=("mac", "locality"),
    columns=(
        MAC,
        LOCALITY,
        Column("us_state", TEXT, r"states?( name)?", "Name of the state, as printed", nullable=False),
        Column(
            "fee_schedule_area",
            TEXT,
            r"((fee schedule|payment) )?area( name)?|locality name|localities",
            "Name of the locality, as printed",
            normalize=strip_suffixes("*"),
            nullable=False,
        ),
        Column(
            "counties",
            TEXT,
            r"count(y|ies)( included.*)?",
            "Counties of the locality; the text file truncates long lists",
            nullable=False,
        ),
    ),
    line_layouts=(
        rf" *(?P<mac>\d{{5}}) +(?P<locality>\d\d) {{1,6}}(?P<us_state>{NAME_TEXT})?(?: {{2}}|\t)[ \t]*"
        rf"(?P<fee_schedule_area>{NAME_TEXT})(?: {{2}}|\t)[ \t]*(?P<counties>{NAME_TEXT})[ \t]*",
    ),
    line_layout_notes=r"(?i)\s*(addendum|counties included|carri|medicare adm|\*).*",
    reshape=_states_filled_down,
    identities=(COUNTIES,),
    companions=(Companion("pfs_gpci", LOCALITY_KEY, same=True, most=0.03),),
    required=False,
    yearly=True,
    row_count=(1, 400),
    max_rejected_share=0.3,  # not used for pricing, and the txt of 2024 and 2025 lacks California's name
)
