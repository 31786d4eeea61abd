"""What people write for codes, modifiers, settings, places and days, as CMS's files write it.

Every function trims, uppercases and knows the usual synonyms. What it does not understand it refuses with a
reason: no guess ever changes an amount.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from warehouse.database import SQL

PfsSetting = Literal["facility", "nonfacility"]
Site = Literal["office", "hospital_outpatient", "asc"]
CODE = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")  # as in every table of CMS's
MODIFIER = re.compile(r"[0-9A-Z]{2}")
SEPARATORS = re.compile(r"[\s,;:/+-]+")
DAYS = ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y")
SETTINGS: dict[str, PfsSetting] = {
    **dict.fromkeys(("nonfacility", "non facility", "office", "physician office"), "nonfacility"),
    **dict.fromkeys(
        ("facility", "hospital outpatient", "outpatient hospital", "hospital", "hopd"), "facility"
    ),
    **dict.fromkeys(("asc", "ambulatory surgical center"), "facility"),
}


class NotUnderstood(ValueError):
    """The value is not one of CMS's; the message says what it would have to be."""


def normalize_code(value: Any) -> str:
    """`g0105 ` → `G0105`. Five characters, as CPT and HCPCS Level II have them."""
    text = str(value).strip().upper()
    if not CODE.fullmatch(text):
        raise NotUnderstood(f"{value!r} is not a procedure code: five digits, or digits with one letter")
    return text


def split_code(value: Any) -> tuple[str, tuple[str, ...]]:
    """`27447-RT` → `27447` and its modifiers."""
    code, *modifiers = [part for part in SEPARATORS.split(str(value).strip()) if part] or [""]
    return normalize_code(code), normalize_modifiers(modifiers)


def normalize_modifiers(value: Any) -> tuple[str, ...]:
    """`26-50`, `26, 50`, `[26, 50]` and None alike, each once, in the order written."""
    found = dict.fromkeys(modifier for part in _parts(value) for modifier in _modifiers_in(part))
    return tuple(found)


def normalize_setting(value: Any) -> PfsSetting:
    """A setting, a site of service or a place-of-service code as the fee schedule's setting."""
    words = _words(value)
    setting = _places_of_service().get(words.zfill(2)) if words.isdigit() else SETTINGS.get(words)
    if setting is None:
        raise NotUnderstood(
            f"{value!r} is not a setting: facility, nonfacility, a site (office, hospital_outpatient, asc) "
            "or a place-of-service code such as 11, 22 or 24"
        )
    return setting


def normalize_mac(value: Any) -> str:
    """A contractor number of five digits; spreadsheets lose the first zero."""
    return _digits(value, 5, "a MAC, such as 10112", (4, 5))


def normalize_locality(value: Any) -> str:
    """A locality number of two digits; spreadsheets lose the first zero."""
    return _digits(value, 2, "a locality, such as 00", (1, 2))


def normalize_day(value: Any) -> date:
    """`2026-02-01`, `20260201`, `02/01/2026` or a date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in DAYS:
        try:
            return datetime.strptime(str(value).strip(), form).date()
        except ValueError:
            continue
    raise NotUnderstood(f"{value!r} is not a date of service, such as 2026-02-01")


def _parts(value: Any) -> Iterable[str]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (part for part in SEPARATORS.split(value.strip().strip("[]")) if part)
    if isinstance(value, Sequence):
        return (str(part).strip() for part in value if part is not None and str(part).strip())
    raise NotUnderstood(f"{value!r} is not a list of modifiers")


def _modifiers_in(part: str) -> Iterable[str]:
    text = part.upper()
    if not MODIFIER.fullmatch(text):
        raise NotUnderstood(f"{part!r} is not a modifier: two digits or letters")
    yield text


def _words(value: Any) -> str:
    return re.sub(r"[\s_-]+", " ", str(value).strip().lower())


def _digits(value: Any, width: int, what: str, lengths: tuple[int, ...]) -> str:
    text = str(value).strip()
    if not text.isascii() or not text.isdigit() or len(text) not in lengths:
        raise NotUnderstood(f"{value!r} is not {what}")
    return text.zfill(width)


@cache
def _places_of_service() -> dict[str, PfsSetting]:
    with (SQL / "rules" / "places_of_service.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["place_of_service"]: row["pfs_setting"] for row in rows}  # type: ignore[misc]
