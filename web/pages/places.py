"""Where a code is paid: the physician by MAC and locality or ZIP code, the facility by CBSA or hospital."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query

from cmsfees import OpenSnapshot
from web import queries
from web.queries import Row

# Of a form: an empty field is none.
Zip = Annotated[str, Query(pattern=r"^([0-9]{5}([0-9]{4})?)?$")]
Mac = Annotated[str, Query(pattern=r"^([0-9]{5})?$")]
LocalityNumber = Annotated[str, Query(pattern=r"^([0-9A-Za-z]{2})?$")]
Cbsa = Annotated[str, Query(pattern=r"^([0-9]{2}|[0-9]{5})?$")]
Ccn = Annotated[str, Query(pattern=r"^([0-9A-Za-z]{6})?$")]


@dataclass(frozen=True)
class AskedPlace:
    """The fields of the form, as they were filled in."""

    zip: str = ""
    mac: str = ""
    locality: str = ""
    cbsa: str = ""
    ccn: str = ""


@dataclass(frozen=True)
class FoundPlace:
    """What amounts are computed for; a note where a field leads nowhere, choices where to several."""

    place: queries.Place = queries.NATIONAL
    note: str = ""
    choices: tuple[Row, ...] = ()


def find_place(fees: OpenSnapshot, on: date, known_on: date, asked: AskedPlace) -> FoundPlace:
    """The locality of the MAC or ZIP code and the area of the CBSA or hospital; nothing is guessed."""
    facility = {"cbsa": asked.cbsa or None, "ccn": asked.ccn or None}
    national = queries.Place(**facility)
    if asked.mac or asked.locality:
        if not (asked.mac and asked.locality):
            return FoundPlace(national, "A MAC and its locality go together: locality 00 is in many MACs.")
        return FoundPlace(queries.Place(asked.mac, asked.locality, **facility))
    if not asked.zip:
        return FoundPlace(national)
    found = queries.localities_of_zip(fees, asked.zip, on, known_on)
    if not found:
        return FoundPlace(national, f"No locality is known for ZIP code {asked.zip} on this date.")
    if len(found) > 1:
        note = f"ZIP code {asked.zip} lies in several localities. Choose one:"
        return FoundPlace(national, note, tuple(found))
    return FoundPlace(queries.Place(found[0]["mac"], found[0]["locality"], **facility))


def place_name(place: queries.Place, sites: Sequence[Row]) -> str:
    """`MAC 10112, locality 00 (ALABAMA); facility in CBSA 13820`; CMS prints the locality in capitals."""
    name = sites[0]["locality_name"] if sites else None
    locality = f"MAC {place.mac}, locality {place.locality}{f' ({name})' if name else ''}"
    physician = locality if place.mac else "Physician national"
    return f"{physician}; {_facility_name(place, sites)}"


def _facility_name(place: queries.Place, sites: Sequence[Row]) -> str:
    where = f"hospital {place.ccn}" if place.ccn else f"CBSA {place.cbsa}" if place.cbsa else ""
    if not where:
        return "the facility amount is national"
    priced = [site for site in sites if site["site"] != "office"]
    if any(site["facility_is_national"] for site in priced):
        return f"no wage index of {where} for every site on this date: see the reasons"
    return f"facility in {where}" if place.cbsa and not place.ccn else f"facility: {where}"
