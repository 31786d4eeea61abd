"""The section a code is filed under, from its number alone; the wording is ours, not the AMA's."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("code_sections.tsv")
# First letter of a HCPCS Level II code: what CMS's HCPCS quarterly file files there.
LEVEL_TWO = {
    "A": "Ambulance, supplies and radiopharmaceuticals",
    "B": "Enteral and parenteral therapy",
    "C": "Hospital outpatient (OPPS) codes",
    "D": "Dental procedures",
    "E": "Durable medical equipment",
    "G": "Procedures and professional services, temporary",
    "H": "Behavioral health services",
    "J": "Drugs that are not taken by mouth",
    "K": "Durable medical equipment, temporary",
    "L": "Orthotics and prosthetics",
    "M": "Medical services and quality measures",
    "P": "Pathology and laboratory",
    "Q": "Drugs, casts and other temporary codes",
    "R": "Transport of portable x-ray equipment",
    "S": "Codes of private payers",
    "T": "Codes of state Medicaid agencies",
    "U": "Coronavirus laboratory tests",
    "V": "Vision and hearing services",
}


@dataclass(frozen=True)
class CodeSection:
    section: str
    region: str


def code_section(code: str) -> CodeSection | None:
    """None where the number lies in no section, such as the T codes of new technology."""
    if code[0].isalpha():
        return CodeSection("HCPCS Level II", LEVEL_TWO[code[0]]) if code[0] in LEVEL_TWO else None
    if not code.isdigit():
        return None
    return next((found for first, last, found in _sections() if first <= code <= last), None)


@cache
def _sections() -> list[tuple[str, str, CodeSection]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return [(row["first"], row["last"], CodeSection(row["section"], row["region"])) for row in rows]
