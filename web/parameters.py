"""Request parameters shared by pages and API; invalid values are rejected before any query."""

from datetime import date
from typing import Annotated, Literal

from fastapi import HTTPException, Path, Query
from pydantic import BeforeValidator

from cmsfees.snapshot import LATEST_KNOWLEDGE
from warehouse.pricing.normalize import (
    LAST_SERVICE_DATE,
    MEDICARE_BEGAN,
    normalize_day,
    normalize_known_day,
)
from web.queries import CODE

MOST_CODES = 100

Code = Annotated[str, Path(pattern=CODE, description="Procedure code, five letters or digits.")]
On = Annotated[
    date | None,
    BeforeValidator(normalize_day),
    Query(ge=MEDICARE_BEGAN, le=LAST_SERVICE_DATE, description="Date of service; default today."),
]
KnownOn = Annotated[
    date | None,
    BeforeValidator(normalize_known_day),
    Query(
        ge=MEDICARE_BEGAN,
        description="What was known on this day, before later corrections; default: all that is known.",
    ),
]
Mac = Annotated[str | None, Query(pattern=r"^[0-9]{5}$", description="Medicare contractor, such as 10112.")]
LocalityNumber = Annotated[
    str | None, Query(pattern=r"^[0-9A-Za-z]{2}$", description="Its locality, such as 00; requires mac.")
]
Cbsa = Annotated[
    str | None,
    Query(pattern=r"^([0-9]{2}|[0-9]{5})$", description="Area of the facility: CBSA 13820, rural state 01."),
]
Ccn = Annotated[
    str | None, Query(pattern=r"^[0-9A-Za-z]{6}$", description="Or a hospital's certification number.")
]
Codes = Annotated[
    str,
    Query(
        pattern=r"^[0-9A-Za-z]{5}([ ,;\r\n]+[0-9A-Za-z]{5})*$",
        max_length=7 * MOST_CODES,
        description=f"Up to {MOST_CODES} comma-separated codes.",
    ),
]
NcciTable = Literal["practitioner", "hospital"]
Limit = Annotated[int, Query(ge=1, le=1000, description="Maximum number of rows.")]
Offset = Annotated[int, Query(ge=0, le=1_000_000, description="Number of rows to skip.")]
SeriesQuery = Annotated[
    str, Query(pattern=r"^[a-z-]{3,40}$", description="Series of releases, such as pfs-rvu or opps.")
]
ReleaseId = Annotated[
    str, Query(pattern=r"^[a-z-]{3,40} [0-9A-Za-z-]{4,10} r[0-9]{1,3}$", description="A release_id.")
]


def service_date(on: date | None) -> date:
    return on or date.today()


def known_date(known_on: date | None) -> date:
    return known_on or LATEST_KNOWLEDGE


def code_list(codes: str) -> list[str]:
    """Return distinct upper-case codes in the given order."""
    found = list(dict.fromkeys(code.upper() for code in codes.replace(",", " ").replace(";", " ").split()))
    if len(found) > MOST_CODES:
        raise HTTPException(422, f"{len(found)} codes; the maximum is {MOST_CODES}")
    return found


def locality_of(mac: str | None, locality: str | None) -> tuple[str, str] | None:
    """Return MAC and locality, or None if neither is given. Raises 422 if only one is."""
    if (mac is None) != (locality is None):
        raise HTTPException(422, "mac and locality must be used together: locality 00 exists in many MACs")
    return (mac, locality) if mac and locality else None
