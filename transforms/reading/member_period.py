"""The quarter that a member's name states must be the release's: the zip of another would load as well."""

import re
from collections.abc import Iterable

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


def reject_other_period(release: Release, names: Iterable[str]) -> None:
    """Where the name of a member that is read tells its month or letter, it is one of the release's."""
    first, last = release.posting_period
    months = MONTHS[(first.month - 1) // 3 * 3 : last.month]
    for name in names:
        file = name.partition("!")[0]  # sheets keep the names of older quarters
        said = {next(filter(None, found)).lower()[:3] for found in MONTH.findall(file)}
        if not said <= set(months):
            expected = f"a member of {first:%B} to {last:%B %Y}"
            raise WrongPeriod(Location(release, name), expected, f"{', '.join(sorted(said))} in its name")
        for letter in LETTER.findall(file):
            if f"20{letter.upper()}" != release.vintage[:5]:
                raise WrongPeriod(Location(release, name), f"a member of {release.vintage[:5]}", letter)
