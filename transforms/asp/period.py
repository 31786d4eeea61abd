"""The quarter that every ASP file states above its header."""

import re
from datetime import datetime

from transforms.table import ParsedMember

QUARTER = re.compile(
    r"(?:effective )?([a-z]+ \d{1,2}, 20\d\d) through ([a-z]+ \d{1,2}, 20\d\d)", re.IGNORECASE
)


def refuse_other_dates(parsed: ParsedMember) -> None:
    """Raise unless `Effective January 1, 2025 through March 31, 2025` is the release's quarter."""
    stated = QUARTER.search(parsed.title)
    if not stated:
        return
    expected = parsed.release.service_dates
    try:
        days = tuple(datetime.strptime(day, "%B %d, %Y").date() for day in stated.groups())
    except ValueError:  # not a month name, or not a valid day
        days = ()
    if days != expected:
        parsed.reject_period(f"{expected[0]:%B %Y} to {expected[1]:%B %Y}", repr(stated[0]))
