"""Check that the quarter in a member's name is the release's: another quarter's zip would also load."""

import re

from sources.release import Release
from transforms.errors import Location, WrongPeriod

SHORT_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# PPRRVU25_APR.csv, ZIP5_OCT2025.txt, Section 508 of July 2025 Web Addendum B.07.25.25.csv
MONTH = re.compile(
    r"(?<![a-z])(?:(jan|feb)(?:r?uary)|(mar)ch|(apr)il|(jun)e|(jul)y|(aug)ust|(sep|oct|nov|dec)(?:tem|o|em)ber"
    rf"|({'|'.join(SHORT_MONTHS)}|sept))(?![a-z])",
    re.IGNORECASE,
)
LETTER = re.compile(r"PF(?:REV|ALL)(\d\d[A-D])", re.IGNORECASE)  # PFREV26B.txt


def reject_other_period(release: Release, name: str, yearly: bool = False) -> None:
    """Raise WrongPeriod if a member name has a month or letter outside the release's quarter.

    A `yearly` table may keep the name of an earlier quarter of its year.
    """
    first, last = release.posting_period
    months = set(SHORT_MONTHS[: last.month]) if yearly else quarter_months(release)
    file = name.partition("!")[0]  # sheets keep the names of older quarters
    named_months = months_named(file)
    if not named_months <= months:
        expected = f"a member of {first:%B} to {last:%B %Y}"
        raise WrongPeriod(Location(release, name), expected, f"{', '.join(sorted(named_months))} in its name")
    for letter in LETTER.findall(file):
        if f"20{letter.upper()}" != release.vintage[:5]:
            raise WrongPeriod(Location(release, name), f"a member of {release.vintage[:5]}", letter)


def months_named(text: str) -> set[str]:
    """Return the months in a name or header, as `jan`, `feb` …"""
    return {next(filter(None, found)).lower()[:3] for found in MONTH.findall(text)}


def states_other_period(text: str, release: Release) -> bool:
    """Return whether the years, months or dates in a header exclude the release's first day.

    Two months are the first and last of a period: `January 1 - March 31`.
    """
    start = release.service_dates[0]
    dates = re.findall(r"(?<!\d)(\d{1,2})/\d{1,2}/((?:20)?\d\d)(?!\d)", text)
    years = {int(year) for year in re.findall(r"(?<![\d/])20\d\d(?!\d)", text)}
    years |= {2000 + int(year) % 100 for _, year in dates}
    named = [SHORT_MONTHS.index(month) + 1 for month in _in_order(text)] + [int(month) for month, _ in dates]
    spans = min(named, default=start.month) <= start.month <= max(named, default=start.month)
    of_quarter = len(named) == 1 and SHORT_MONTHS[named[0] - 1] in quarter_months(release)
    until = bool(re.search(r"\b(through|thru|until)\b", text, re.IGNORECASE)) and len(named) == 1
    return bool(years - {start.year}) or not (spans or of_quarter or (until and start.month <= named[0]))


def states_part_of_year(text: str, release: Release) -> bool:
    """Return whether a header states months without the last month of a full-year release."""
    named = [SHORT_MONTHS.index(month) + 1 for month in _in_order(text)]
    first, last = release.posting_period
    return last.month - first.month == 11 and len(named) > 1 and max(named) - min(named) < 11


def _in_order(text: str) -> list[str]:
    return [next(filter(None, found)).lower()[:3] for found in MONTH.findall(text)]


def quarter_months(release: Release) -> set[str]:
    first, last = release.posting_period
    return set(SHORT_MONTHS[(first.month - 1) // 3 * 3 : last.month])
