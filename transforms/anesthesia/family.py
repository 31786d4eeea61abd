"""Anesthesia base units per code, and the localities' factors that CMS posts separately from the RVUs.

The newest units file found is from 2022; each code's units carry their year.
"""

import re
from dataclasses import replace

from transforms.pfs.anesthesia import PFS_ANESTHESIA_CF
from transforms.table import HCPCS, INT, TEXT, Column, MemberPattern, ParsedMember, Table, zero_filled


def _of_the_year(parsed: ParsedMember) -> None:
    stated = re.search(r"20\d\d", parsed.headers.get("base_units", ""))
    if stated and stated[0] != parsed.release.vintage[:4]:
        parsed.reject_period(f"units of {parsed.release.vintage[:4]}", repr(stated[0]))


ANESTHESIA_BASE_UNITS = Table(
    name="anesthesia_base_units",
    doc="Base units per anesthesia code; with time units and a locality's factor they determine the payment.",
    series=("anesthesia-base-units",),
    members=(MemberPattern(r"base ?_?units?"),),
    key=("hcpcs",),
    columns=(
        Column(
            "hcpcs",
            TEXT,
            r"(cpt|hcpcs|anesthesia)?[ /]*code",
            "Anesthesia code (CPT 00100 to 01999)",
            valid=HCPCS,
            nullable=False,
            normalize=zero_filled(5),
        ),
        Column(
            "base_units",
            INT,
            r"(cy )?(20\d\d )?(anesthesia )?base units?( (cy )?20\d\d)?",
            "Units, before time",
            nullable=False,
        ),
    ),
    check=_of_the_year,
    row_count=(1, 1_000),
)

# CMS posts the factors separately from the RVU zips. The text file is UTF-16 with tabs; the csv and the
# workbook lost the zeros of contractors and localities (`2102`, `0`).
ANESTHESIA_FACTOR = replace(
    PFS_ANESTHESIA_CF,
    name="anesthesia_factor",
    doc="Anesthesia conversion factors posted separately from the RVU zips, dollars per unit by locality.",
    series=("anesthesia-factors",),
    members=(MemberPattern(r"^[^!]*(anes|conversion ?_?factor)[^!]*($|!(?!.*shares))"),),
    companions=(),
    required=True,
    expected=True,
)

TABLES = (ANESTHESIA_BASE_UNITS, ANESTHESIA_FACTOR)
IGNORED_MEMBERS = {
    "anesthesia-base-units": {r"\.(pdf|docx?)$": "a text about the units, not a table"},
    "anesthesia-factors": {r"\.(pdf|docx?)$": "a text about the factors, not a table"},
}
