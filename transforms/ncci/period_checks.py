"""Check that NCCI members state the quarter and setting of the release.

Until 2017, CMS used member names that are not known here. Such a member may state no quarter or setting;
what it does state must match the release, and the newest edit of a pair table is less than a year older than
the end of its quarter: each quarter's table lists those of every January.
"""

import re
from datetime import timedelta

from transforms.errors import UnreadableMember
from transforms.indicators import indicators
from transforms.table import ParsedMember

# Setting names in member names and headers; PTP change files call hospitals OCE and do not name
# practitioners.
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
DAY_NAMED = re.compile(r"eff[-_. ]?(\d\d)[-_. ]?(\d\d)[-_. ]?(\d{4})", re.IGNORECASE)

NAMED_SINCE = "2018Q1"
VERSION = re.compile(r"v(?:er(?:sion)?)?[-_ ]?(\d\d)[._]?(\d)(?!\d)", re.IGNORECASE)
DAY = re.compile(r"(?<!\d)(0[1-9]|1[0-2])[-_.]?([0-3]\d)[-_.]?(20\d\d|\d\d)(?!\d)")
WORDS = {  # of the settings, in any name
    "practitioner": r"practitioner|physician|cci_?pra|(?<![a-z])pra(?![a-z])",
    "hospital": r"hospital|outpatient|opps|\boce\b|cci_?oph|(?<![a-z])oph(?![a-z])|(?<![a-z])oce(?![a-z])",
    "dme": r"dme|supplier",
}


def ptp(reading: ParsedMember) -> None:
    """Check the version number of a PTP file: CMS numbers by quarter, v301 is 2024Q2, v320 is 2026Q1."""
    release = reading.release
    year, quarter = release.vintage.split("Q")
    version = f"{300 + 10 * (int(year) - 2024) + int(quarter) - 1}"
    if _is_early(reading):
        _refuse_other_words(reading, reading.place.member)
        versions = {"".join(found) for found in VERSION.findall(reading.place.member)}
        if versions - {version}:
            reading.reject_period(f"a member of version {version}", reading.place.member)
        _refuse_old_edits(reading)
        return
    _refuse_other_series(reading, reading.place.member)
    if not re.search(f"v{version}", reading.place.member, re.IGNORECASE):
        reading.reject_period(f"a member of version v{version}", reading.place.member)
    if "rationale" not in reading.frame.columns or not reading.frame["rationale"].count():
        reading.reject_missing("a column of rationales", ["rationale"])
    else:
        _refuse_cut_rationale(reading)


def _is_early(reading: ParsedMember) -> bool:
    return reading.release.vintage < NAMED_SINCE


def _refuse_old_edits(reading: ParsedMember) -> None:
    last = reading.release.service_dates[1]
    newest = max(reading.frame["effective_date"].drop_nulls().to_list(), default="")
    if newest and newest < f"{last - timedelta(days=366):%Y%m%d}":
        reading.reject_period(f"edits of the year before {last}", f"none after {newest}")


def _refuse_cut_rationale(reading: ParsedMember) -> None:
    """Raise if the text at the end of the last line is a truncated rationale."""
    last = (reading.frame["rationale"].tail(1).to_list() or [None])[0] or ""
    known = indicators().filter(code_list="ptp_rationale")["code"].to_list()
    if last and last not in known and any(text.startswith(last) for text in known):
        line = reading.frame["line"].tail(1).item()
        raise UnreadableMember(reading.place, "a complete last line", f"one that ends in {last!r}", line)


def mue(reading: ParsedMember) -> None:
    """Check limits by the rules for changes; only the zip may name early limits."""
    if not _is_early(reading):
        named_by_day(reading)
        return
    first = reading.release.service_dates[0]
    _refuse_other_words(reading, f"{reading.place.member} {reading.headers.get('mue_value', '')}")
    named = {(year[-2:], month, day) for month, day, year in DAY.findall(reading.place.member)}
    if named - {(f"{first:%y}", f"{first:%m}", f"{first:%d}")}:
        reading.reject_period(f"{first} in the member's name", f"{sorted(named)}")


def named_by_day(reading: ParsedMember) -> None:
    """Check the only stated date, the quarter's first day, in the names of the file and its sheets."""
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
        reading.reject_series(f"a file of {reading.release.series} (/{pattern}/)", stated)


def _refuse_other_words(reading: ParsedMember, stated: str) -> None:
    """Raise if another setting is named but not the release's own."""
    own = reading.release.series.rpartition("-")[2]
    settings = {setting for setting, words in WORDS.items() if re.search(words, stated, re.IGNORECASE)}
    if settings and own not in settings:
        reading.reject_series(f"a file of {reading.release.series}", stated)
