"""Normalize codes, modifiers, settings, locations and days to the form that CMS's files use.

Every function trims, uppercases and accepts the usual synonyms. It rejects any other value with a reason:
no guess ever changes an amount.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Literal

from cmsfees.not_understood import NotUnderstood as NotUnderstood
from warehouse.database import SQL

PfsSetting = Literal["facility", "nonfacility"]
Site = Literal["office", "hospital_outpatient", "asc"]
CODE_PATTERN = re.compile(r"[0-9A-Z][0-9]{3}[0-9A-Z]")  # the format of every CMS table
MODIFIER_PATTERN = re.compile(r"[0-9A-Z]{2}")
CCN = "[0-9A-Z]{6}|[1-9A-Z][0-9A-Z]{4}"
SEPARATORS = re.compile(r"[\s,;:/+-]+")
SEPARATORS_IN_TEXT = re.compile(r"[\s,;:/+\[\]'\"-]+")  # also the signs of a list written as text
DAYS = ("%Y-%m-%d", "%Y%m%d", "%m/%d/%Y")
MEDICARE_BEGAN, LAST_SERVICE_DATE = date(1966, 7, 1), date(2099, 12, 31)  # as in the macro _day_problem
SETTINGS: dict[str, PfsSetting] = {
    **dict.fromkeys(("nonfacility", "non facility", "office", "physician office"), "nonfacility"),
    **dict.fromkeys(
        ("facility", "hospital outpatient", "outpatient hospital", "hospital", "hopd"), "facility"
    ),
    **dict.fromkeys(("asc", "ambulatory surgical center"), "facility"),
}


def normalize_code(value: Any) -> str:
    """Normalize `g0105 ` to `G0105`: five characters, as in CPT and HCPCS Level II."""
    text = str(value).strip().upper()
    if not CODE_PATTERN.fullmatch(text):
        raise NotUnderstood(
            f"{value!r} is not a procedure code: five characters, such as 99213, J1885 or 0001F"
        )
    return text


def split_code(value: Any) -> tuple[str, tuple[str, ...]]:
    """Split `27447-RT` into `27447` and its modifiers."""
    code, *modifiers = [part for part in SEPARATORS.split(str(value).strip()) if part] or [""]
    return normalize_code(code), normalize_modifiers(modifiers)


def normalize_modifiers(value: Any) -> tuple[str, ...]:
    """Normalize `26-50`, `26, 50`, `['26', '50']` or None to a tuple as written, without duplicates.

    Text of separators only (`-`, `, `), which joining empty fields leaves, has no modifier.
    """
    found = dict.fromkeys(modifier for part in _parts(value) for modifier in _modifiers_in(part))
    return tuple(found)


def normalize_setting(value: Any) -> PfsSetting:
    """Normalize a setting, a site of service or a place-of-service code to the fee schedule's setting."""
    words = _words(value)
    setting = _places_of_service().get(words.zfill(2)) if words.isdigit() else SETTINGS.get(words)
    if setting is None:
        raise NotUnderstood(
            f"{value!r} is not a setting: facility, nonfacility, a site (office, hospital_outpatient, asc) "
            "or a place-of-service code such as 11, 22 or 24"
        )
    return setting


def normalize_mac(value: Any) -> str:
    """Normalize a five-digit contractor number; restores a leading zero that a spreadsheet dropped."""
    return _digits(value, "a MAC, such as 10112", r"[0-9]{5}|[1-9][0-9]{3}", 5)


def normalize_locality(value: Any) -> str:
    """Normalize a two-digit locality number; restores a leading zero that a spreadsheet dropped."""
    return _digits(value, "a locality, such as 00", "[0-9]{1,2}", 2)


def normalize_day(value: Any) -> date:
    """Parse a date of service: `2026-02-01`, `20260201`, `02/01/2026` or a date, from 1966-07-01 to 2099."""
    day = _day(value, "a date of service")
    if not MEDICARE_BEGAN <= day <= LAST_SERVICE_DATE:
        raise NotUnderstood(
            f"'{day}' is not a date of service: Medicare began on 1966-07-01; the last is in 2099"
        )
    return day


def normalize_known_day(value: Any) -> date:
    """Parse a day on which fees were known, as `normalize_day`; 9999-12-31 is all that is known."""
    day = _day(value, "a date")
    if day < MEDICARE_BEGAN:
        raise NotUnderstood(f"'{day}' is not a day on which a fee was known: Medicare began on 1966-07-01")
    return day


def _day(value: Any, expected: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in DAYS:
        try:
            return datetime.strptime(str(value).strip(), form).date()
        except ValueError:
            continue
    raise NotUnderstood(f"{value!r} is not {expected}, such as 2026-02-01")


def normalize_number(value: Any) -> Any:
    """Reject what Python accepts as a number but no claim means as one: `True`, `1_0`."""
    if isinstance(value, bool) or (isinstance(value, str) and "_" in value):
        raise NotUnderstood(f"{value!r} is not a number, such as 1")
    return value


def _parts(value: Any) -> Iterable[str]:
    if value is None:
        return ()
    if isinstance(value, str):
        listed = value.replace("[NULL", "[").replace(", NULL", "")  # a list as SQL writes it
        return (part for part in SEPARATORS_IN_TEXT.split(listed) if part)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return (str(part).strip() for part in value if part is not None and str(part).strip())
    raise NotUnderstood(f"{value!r} is not a list of modifiers")


def _modifiers_in(part: str) -> Iterable[str]:
    text = part.upper()
    if not MODIFIER_PATTERN.fullmatch(text):
        raise NotUnderstood(f"{part!r} is not a modifier: two digits or letters")
    yield text


def _words(value: Any) -> str:
    return re.sub(r"[\s_-]+", " ", str(value).strip().lower())


def _digits(value: Any, expected: str, pattern: str, width: int) -> str:
    text = str(value).strip()
    if not re.fullmatch(pattern, text):
        raise NotUnderstood(f"{value!r} is not {expected}")
    return text.zfill(width)


def normalize_ccn(value: Any) -> str:
    """Normalize a hospital's certification number, of six characters; restores a lost leading zero."""
    return _digits(str(value).upper(), "a hospital's certification number (CCN), such as 010006", CCN, 6)


def normalize_county(value: Any) -> str:
    """Normalize a county's five-digit FIPS code; restores a leading zero that a spreadsheet dropped."""
    return _digits(value, "a county's FIPS code, such as 01003", r"[0-9]{5}|[1-9][0-9]{3}", 5)


def normalize_state(value: Any) -> str:
    """Normalize a state or territory to its USPS abbreviation as in CMS's files: `tx` → `TX`."""
    text = str(value).strip().upper()
    if text not in _us_states():
        raise NotUnderstood(f"{value!r} is not a state, such as AL")
    return text


@cache
def _us_states() -> frozenset[str]:
    with (SQL / "rules" / "us_states.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return frozenset(row["us_state"] for row in rows)


@cache
def _places_of_service() -> dict[str, PfsSetting]:
    with (SQL / "rules" / "places_of_service.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["place_of_service"]: row["pfs_setting"] for row in rows}  # type: ignore[misc]
