"""Parse typed claim lines such as `27447-RT x2`, one per line."""

import re

from fastapi import HTTPException

from cmsfees.snapshot import Row

LINE = re.compile(
    r"(?P<code>[0-9A-Z]{5})(?P<modifiers>(?:[-, ]+(?!X[0-9])[0-9A-Z]{2}(?![0-9A-Z]))*)"
    r"(?:\s+X\s*(?P<units>[0-9]{1,4}))?",
    re.ASCII,
)
MOST_LINES = 100


def claim_lines(text: str) -> list[Row]:
    """Return code, modifiers and units of each line. Raises 422 for an invalid line."""
    typed = [line.strip().upper() for line in text.splitlines() if line.strip()]
    if len(typed) > MOST_LINES:
        raise HTTPException(422, f"{len(typed)} lines; the maximum is {MOST_LINES}")
    return [_line(number, line) for number, line in enumerate(typed, 1)]


def _line(number: int, text: str) -> Row:
    found = LINE.fullmatch(text)
    if not found or not int(found["units"] or 1) >= 1:
        raise HTTPException(
            422, f"line {number}: expected CODE, CODE-MODIFIER or CODE-MODIFIER x UNITS, such as 27447-RT x1"
        )
    modifiers = re.findall(r"[0-9A-Z]{2}", found["modifiers"] or "")
    return {"code": found["code"], "modifiers": modifiers, "units": int(found["units"] or 1)}
