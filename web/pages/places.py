"""Resolve the location: the physician's by MAC and locality or ZIP code, the facility's by CBSA or CCN."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query

from cmsfees import OpenSnapshot
from cmsfees.place import NATIONAL, Place
from cmsfees.snapshot import Row
from web import queries

# Form fields; an empty field means not given.
ZipField = Annotated[str, Query(pattern=r"^([0-9]{5}([0-9]{4})?)?$")]
MacField = Annotated[str, Query(pattern=r"^([0-9]{5})?$")]
LocalityField = Annotated[str, Query(pattern=r"^([0-9A-Za-z]{2})?$")]
CbsaField = Annotated[str, Query(pattern=r"^([0-9]{2}|[0-9]{5})?$")]
CcnField = Annotated[str, Query(pattern=r"^([0-9A-Za-z]{6})?$")]


@dataclass(frozen=True)
class PlaceForm:
    """The form fields as entered."""

    zip: str = ""
    mac: str = ""
    locality: str = ""
    cbsa: str = ""
    ccn: str = ""


@dataclass(frozen=True)
class FoundPlace:
    """The resolved place; a note if a field matches nothing, choices if it matches several."""

    place: Place = NATIONAL
    note: str = ""
    choices: tuple[Row, ...] = ()


def find_place(fees: OpenSnapshot, on: date, known_on: date, form: PlaceForm) -> FoundPlace:
    """Resolve the form to a place; an ambiguous ZIP code returns choices instead of a guess."""
    facility = {"cbsa": form.cbsa or None, "ccn": form.ccn or None}
    national = Place(**facility)
    if form.mac or form.locality:
        if not (form.mac and form.locality):
            return FoundPlace(national, "Enter both MAC and locality: locality 00 exists in many MACs.")
        return FoundPlace(Place(form.mac, form.locality, **facility))
    if not form.zip:
        return FoundPlace(national)
    found = queries.localities_of_zip(fees, form.zip, on, known_on)
    if not found:
        return FoundPlace(national, f"No locality is known for ZIP code {form.zip} on this date.")
    if len(found) > 1:
        note = f"ZIP code {form.zip} is in several localities. Choose one:"
        return FoundPlace(national, note, tuple(found))
    return FoundPlace(Place(found[0]["mac"], found[0]["locality"], **facility))


def place_name(place: Place, sites: Sequence[Row]) -> str:
    """Return `MAC 10112, locality 00 (ALABAMA); facility in CBSA 13820`; CMS prints names in capitals."""
    name = sites[0]["locality_name"] if sites else None
    locality = f"MAC {place.mac}, locality {place.locality}{f' ({name})' if name else ''}"
    physician = locality if place.mac else "Physician national"
    return f"{physician}; {_facility_name(place, sites)}"


def _facility_name(place: Place, sites: Sequence[Row]) -> str:
    where = f"hospital {place.ccn}" if place.ccn else f"CBSA {place.cbsa}" if place.cbsa else ""
    if not where:
        return "national facility amount"
    priced = [site for site in sites if site["site"] != "office"]
    if any(site["facility_is_national"] for site in priced):
        return f"no wage index for {where} at every site on this date; see the reasons"
    return f"facility in {where}" if place.cbsa and not place.ccn else f"facility: {where}"
