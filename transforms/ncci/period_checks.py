"""What NCCI members say of their quarter and setting must be what the release is."""

import re

from transforms.errors import UnreadableMember, WrongSeries
from transforms.indicators import indicators
from transforms.table import ParsedMember

# What names and headers call the settings; PTP change files call hospitals OCE and practitioners nothing.
SETTINGS = {
    "ncci-ptp-practitioner": r"ccipra",
    "ncci-ptp-hospital": r"ccioph",
    "ncci-ptp-changes-practitioner": r"^(?!.*OCE)",
    "ncci-ptp-changes-hospital": r"OCE",
    "ncci-mue-practitioner": r"Practitioner[ _]?Services",
    "ncci-mue-hospital": r"Outpatient[ _]?Hospital[ _]?Services",
    "ncci-mue-dme": r"DME[ _]?Supplier[ _]?Services",
    "ncci-mue-changes-practitioner": r"Practitioner[ _]?Services",
    "ncci-mue-changes-hospital": r"Outpatient[ _]?Hospital[ _]?Services",
    "ncci-mue-changes-dme": r"DME[ _]?Supplier[ _]?Services",
}
MUE_SETTINGS = {pattern for series, pattern in SETTINGS.items() if series.startswith("ncci-mue")}
DAY_NAMED = re.compile(r"eff[-_. ]?(\d\d)[-_.]?(\d\d)[-_.]?(\d{4})", re.IGNORECASE)


def ptp(reading: ParsedMember) -> None:
    """CMS numbers PTP files by quarter: v301 is 2024Q2, v320 is 2026Q1."""
    _refuse_other_series(reading, reading.place.member)
    year, quarter = reading.release.vintage.split("Q")
    version = f"v{300 + 10 * (int(year) - 2024) + int(quarter) - 1}"
    if not re.search(version, reading.place.member, re.IGNORECASE):
        reading.reject_period(f"a member of version {version}", reading.place.member)
    _refuse_cut_rationale(reading)


def _refuse_cut_rationale(reading: ParsedMember) -> None:
    """The text that ends the last line is a whole one, not the beginning of one that CMS uses."""
    last = (reading.frame["rationale"].tail(1).to_list() or [None])[0] or ""
    known = indicators().filter(code_list="ptp_rationale")["code"].to_list()
    if last and last not in known and any(text.startswith(last) for text in known):
        raise UnreadableMember(reading.place, "a whole last line", f"one that ends in {last!r}")


def named_by_day(reading: ParsedMember) -> None:
    """The only date is in the names of the file and its sheets: the quarter's first day."""
    first = reading.release.service_dates[0]
    named = {f"{year}-{month}-{day}" for month, day, year in DAY_NAMED.findall(reading.place.member)}
    if named != {str(first)}:
        reading.reject_period(f"{first} in the member's name", f"{sorted(named) or 'no date'}")
    stated = reading.headers.get("mue_value", reading.place.member)
    is_said = any(re.search(pattern, stated, re.IGNORECASE) for pattern in MUE_SETTINGS)
    _refuse_other_series(reading, stated if is_said else reading.place.member)  # Practitioner Servces


def add_on(reading: ParsedMember) -> None:
    vintage = reading.release.vintage
    if vintage not in re.findall(r"V(\d{4}Q\d)", reading.place.member, re.IGNORECASE):
        reading.reject_period(f"V{vintage} in the member's name", reading.place.member)


def _refuse_other_series(reading: ParsedMember, stated: str) -> None:
    pattern = SETTINGS[reading.release.series]
    if not re.search(pattern, stated, re.IGNORECASE):
        raise WrongSeries(reading.place, f"a file of {reading.release.series} (/{pattern}/)", stated)
