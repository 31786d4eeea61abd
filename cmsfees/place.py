"""Where the physician and the facility are, for local payments."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """The physician's location (MAC and locality) and the facility's (CBSA or CCN); default national."""

    mac: str | None = None
    locality: str | None = None
    cbsa: str | None = None
    ccn: str | None = None


NATIONAL = Place()
