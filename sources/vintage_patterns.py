"""Vintage patterns in CMS link texts and URLs: the words of a link in, a vintage or None out."""

import re

FORMS = {
    # 2018C1 follows 2018C; 2010C-PCT0 and -PCT22 are one quarter under two laws; M starts in March.
    "letter": re.compile(r"(?P<year>\d{4})(?P<quarter>[A-DM])(?:(?<!M)(?:R?\d?|-PCT\d{1,2}))?"),
    "month": re.compile(r"(?P<year>\d{4})-(?P<month>01|04|07|10)"),
    "day": re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])"),
    "quarter": re.compile(r"(?P<year>\d{4})Q(?P<quarter>[1-4])"),
    "year": re.compile(r"(?P<year>\d{4})"),
}
MONTH_NUMBERS = {"january": 1, "march": 3, "april": 4, "july": 7, "october": 10}
MONTH_NUMBERS |= {"jan": 1, "apr": 4, "jul": 7, "oct": 10}
_MONTH = "|".join(MONTH_NUMBERS)
_MONTH_YEAR = re.compile(rf"\b(?P<month>{_MONTH})(?: (?P<day>\d{{1,2}}))? (?P<year>20\d\d)\b")
_YEAR_MONTH = re.compile(rf"\b(?P<year>20\d\d) (?P<month>{_MONTH})\b")
_LETTER = re.compile(
    r"(?:rvu|pfrev) ?(?P<year>\d\d) ?(?P<letter>[a-d]r?\d?|m)\b"
    r"(?: (?:pct ?(?P<percent>\d{1,2})|(?P<number>[1-9]))\b(?! \d))?"
)
_QUARTER = re.compile(r"\b(?P<year>20\d\d) ?q(?P<quarter>[1-4])\b")
_YEAR = re.compile(r"\b(?P<year>20\d\d)\b")
_CLFS = re.compile(r"\b(?P<year>\d\d) ?clab(?: ?q(?P<quarter>[1-4]))?(?: ?v\d+)?\b")
_DMEPOS = re.compile(r"\bdme ?(?P<year>\d\d)(?: ?(?P<letter>[a-d]r?|r))?(?: (?P<law>ifc|cares))?\b")
# Fees that a law changed within a quarter, by the first day they were paid.
_BY_LAW = {"18 ifc": "2018-06-01", "20 cares": "2020-03-06"}
_EFFECTIVE = re.compile(r"\beffective (?P<month>\d\d) ?(?P<day>\d\d) ?(?P<year>20\d\d)\b")
_REVISED = re.compile(r"\b(?:revised|updated) (?P<month>\d\d) ?(?P<day>\d\d) ?(?P<year>20\d\d)\b")


def link_words(text: str) -> str:
    """Return a link's words in lower case: `RVU25D - Updated 09/11/2025` → `rvu25d updated 09 11 2025`."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower().removesuffix(".zip")))


def lettered(named: str) -> str | None:
    """`rvu25d 0` → 2025D; `rvu18ar1` → 2018AR1; `rvu11b 2` → 2011B2; `rvu10c pct22` → 2010C-PCT22."""
    found = _LETTER.search(named)
    if not found:
        return None
    number = found["number"] if len(found["letter"]) == 1 and found["letter"] != "m" else None
    law = f"-PCT{found['percent']}" if found["percent"] else ""
    return f"20{found['year']}{found['letter'].upper()}{number or law}"


def monthly(named: str) -> str | None:
    """`january 2026 …` or `cy 2026 april …` → 2026-01, 2026-04; `march 9 2024 …` → 2024-03-09."""
    found = _MONTH_YEAR.search(named) or _YEAR_MONTH.search(named)
    if not found:
        return None
    month, day = MONTH_NUMBERS[found["month"]], found.groupdict().get("day")
    if day:
        return f"{found['year']}-{month:02}-{int(day):02}"
    return f"{found['year']}-{month:02}" if month % 3 == 1 else None


def quarterly(named: str) -> str | None:
    """`2024q3 …` or `2026 q4 …` → 2024Q3, 2026Q4."""
    found = _QUARTER.search(named)
    return f"{found['year']}Q{found['quarter']}" if found else None


def yearly(named: str) -> str | None:
    found = _YEAR.search(named)
    return found["year"] if found else None


def monthly_or_yearly(named: str) -> str | None:
    """`january 2026 asc code pair file` → 2026-01; `2025 asc code pair file` → 2025."""
    return monthly(named) or yearly(named)


def hcpcs(named: str) -> str | None:
    """`october 2025 alpha numeric …` → 2025-10; `2019 …` → 2019, but `2020 …` → 2020-01: quarterly since."""
    if month := monthly(named):
        return month
    year = yearly(named)
    return f"{year}-01" if year and year >= "2020" else year


def clfs(named: str) -> str | None:
    """`26clabq2` → 2026Q2; `25clabq3v2` → 2025Q3; `18clab`, the January file → 2018Q1."""
    found = _CLFS.search(named)
    return f"20{found['year']}Q{found['quarter'] or 1}" if found else None


def dmepos(named: str) -> str | None:
    """`dme26` → 2026A; `dme22c posted …` → 2022C; `dme 21ar` → 2021AR; `dme20 cares` → 2020-03-06."""
    found = _DMEPOS.search(named)
    if not found:
        return None
    if found["law"]:
        return _BY_LAW.get(f"{found['year']} {found['law']}")
    letter = (found["letter"] or "a").upper()
    return f"20{found['year']}{'AR' if letter == 'R' else letter}"


def effective(named: str) -> str | None:
    """`effective 10012025` → 2025Q4, the quarter that holds the date."""
    return _quarter_of(_EFFECTIVE.search(named), later=0)


def revised(named: str) -> str | None:
    """`revised 08 14 2025` → 2025Q4: CMS posts the ZIP file about six weeks before its quarter."""
    return _quarter_of(_REVISED.search(named), later=1)


def _quarter_of(found: re.Match[str] | None, later: int) -> str | None:
    if not found or not 1 <= int(found["month"]) <= 12:
        return None
    years, quarter = divmod((int(found["month"]) - 1) // 3 + later, 4)
    return f"{int(found['year']) + years}Q{quarter + 1}"
