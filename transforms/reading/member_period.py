"""The quarter that a member's name states must be the release's: the zip of another would load as well."""

import re

from sources.release import Release
from transforms.errors import Location, WrongPeriod

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# PPRRVU25_APR.csv, ZIP5_OCT2025.txt, Section 508 of July 2025 Web Addendum B.07.25.25.csv
MONTH = re.compile(
    r"(?<![a-z])(?:(jan|feb)(?:r?uary)|(mar)ch|(apr)il|(jun)e|(jul)y|(aug)ust|(sep|oct|nov|dec)(?:tem|o|em)ber"
    rf"|({'|'.join(MONTHS)}|sept))(?![a-z])",
    re.IGNORECASE,
)
LETTER = re.compile(r"PF(?:REV|ALL)(\d\d[A-D])", re.IGNORECASE)  # PFREV26B.txt


def reject_other_period(release: Release, name: str, yearly: bool = False) -> None:
    """A month or letter in the name of a member is one of the release's quarter.

    A `yearly` table may keep the name of an earlier quarter of its year.
    """
    first, last = release.posting_period
    months = set(MONTHS[: last.month]) if yearly else quarter_months(release)
    file = name.partition("!")[0]  # sheets keep the names of older quarters
    said = months_named(file)
    if not said <= months:
        expected = f"a member of {first:%B} to {last:%B %Y}"
        raise WrongPeriod(Location(release, name), expected, f"{', '.join(sorted(said))} in its name")
    for letter in LETTER.findall(file):
        if f"20{letter.upper()}" != release.vintage[:5]:
            raise WrongPeriod(Location(release, name), f"a member of {release.vintage[:5]}", letter)


def months_named(text: str) -> set[str]:
    """The months that a name or header states, as `jan`, `feb` …"""
    return {next(filter(None, found)).lower()[:3] for found in MONTH.findall(text)}


def quarter_months(release: Release) -> set[str]:
    first, last = release.posting_period
    return set(MONTHS[(first.month - 1) // 3 * 3 : last.month])
