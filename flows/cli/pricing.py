"""Pricing commands: show, price, case, cards."""

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.cli.output import AsJson, console, print_json, say, stop

if TYPE_CHECKING:
    from cmsfees import OpenSnapshot
    from cmsfees.place import Place
    from flows.cli.card import Card

DATE_FORMATS = ["%Y-%m-%d"]
ZIP_CODE = r"\d{5}(-?\d{4})?"
OnOption = Annotated[
    datetime | None, typer.Option("--on", formats=DATE_FORMATS, help="Date of service; default today.")
]
KnownOnOption = Annotated[
    datetime | None,
    typer.Option(
        "--known-on", formats=DATE_FORMATS, help="Use what was known on this day; default: all that is known."
    ),
]
SnapshotOption = Annotated[str, typer.Option(help="A channel or snapshot id.")]


def _zip_code(text: str | None) -> str | None:
    if text and not re.fullmatch(ZIP_CODE, text):
        raise typer.BadParameter(f"{text}: a ZIP code has 5 or 9 digits, such as 36104 or 02339-1234")
    return text


def register(app: typer.Typer) -> None:
    for command in (show, price, case, cards):
        app.command()(command)


def show(
    codes: Annotated[
        list[str], typer.Argument(metavar="CODE", help="Procedure codes, such as 20957 or 27447-50-LT.")
    ],
    on: OnOption = None,
    known_on: KnownOnOption = None,
    snapshot: SnapshotOption = "latest",
    mac: Annotated[
        str | None, typer.Option(help="Also compare the sites in a locality of this MAC, such as 10112.")
    ] = None,
    locality: Annotated[str | None, typer.Option(help="The locality, such as 00; requires --mac.")] = None,
    zip_code: Annotated[
        str | None,
        typer.Option("--zip", callback=_zip_code, help="Use the locality of this 5- or 9-digit ZIP code."),
    ] = None,
    cbsa: Annotated[
        str | None,
        typer.Option(help="The facilities' area: a CBSA such as 13820, or 01 for a state's rural area."),
    ] = None,
    ccn: Annotated[str | None, typer.Option(help="CCN of a hospital listed in OPPS Addendum L.")] = None,
    us_state: Annotated[
        str | None, typer.Option("--state", help="The patient's state, such as TX; selects DMEPOS fees.")
    ] = None,
    rural: Annotated[bool, typer.Option("--rural", help="The patient's ZIP code is rural.")] = False,
    minutes: Annotated[
        int | None, typer.Option(min=0, max=9999, help="Anesthesia minutes; requires --mac or --zip.")
    ] = None,
    ndc: Annotated[str | None, typer.Option(help="National drug code of the package.")] = None,
    qp: Annotated[bool, typer.Option("--qp", help="Anesthesia rate of an APM participant.")] = False,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the sites of all codes as one CSV.")] = False,
    parquet: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write the sites of all codes to this Parquet file.")
    ] = None,
) -> None:
    """Show everything about codes on one date of service, with release, file and SHA-256.

    Exit status: 0; 1 if a code does not exist on that date.

    [bold]Examples[/bold]

    cmsfees show 20957 --on 2026-02-01

    cmsfees show 27447-50-LT --on 2026-02-01 --zip 36104

    cmsfees show 20957 27447 29881 --on 2026-02-01 --csv

    cmsfees show 27447 --on 2024-02-01 --cbsa 13820

    cmsfees show A9697 --on 2025-07-10 --known-on 2025-07-20 --json

    cmsfees show E0601-RR --on 2025-02-15 --state TX --rural

    cmsfees show 00400-AA --on 2026-02-01 --minutes 95 --mac 10112 --locality 00

    cmsfees show J1885 --on 2025-11-01 --ndc 00338-0069-10
    """
    from cmsfees.place import Place
    from flows.cli.card import read_card
    from flows.cli.card_view import card_view
    from flows.cli.opening import opened
    from flows.cli.schedule_fees import Where
    from flows.cli.site_table import print_csv, write_sites_parquet

    if sum((as_json, as_csv, parquet is not None)) > 1:
        raise typer.BadParameter("use only one of --json, --csv and --parquet")
    if rural and not us_state:
        raise typer.BadParameter("--rural requires --state")
    known = known_on.date() if known_on else date.max
    day, place = on.date() if on else date.today(), _place(mac, locality, cbsa, ccn)
    with opened(snapshot) as fees:
        place = replace(place or Place(), **_of_zip(fees, zip_code, day, known)) if zip_code else place
        if as_csv or parquet:
            _warn_of_modifiers(codes)
            arguments = ([code.upper() for code in codes], day, known, place)
            return write_sites_parquet(fees, parquet, *arguments) if parquet else print_csv(fees, *arguments)
        here = place or Place()
        if minutes is not None and not here.mac:
            raise typer.BadParameter(
                "--minutes requires --mac and --locality, or --zip: the conversion factor is local"
            )
        where = Where(
            here.mac, here.locality, us_state, rural, zip_code, minutes=minutes, ndc=ndc, qualifying_apm=qp
        )
        found = [read_card(fees, code, day, known, place, where) for code in codes]
        absent = _absent(fees, day)
    if as_json:
        print_json(found[0] if len(found) == 1 else found)
    missing = [card for card in found if card["status"] != "listed"]
    for card in found if not as_json else ():
        if card["status"] == "listed":
            console().print(card_view(card))
    if missing:
        lines = (f"{card['code']} on {card['service_date']}: {_reason(card, absent)}" for card in missing)
        raise stop("\n".join([*lines, *_not_loaded(absent, day)]))
    return None


def _warn_of_modifiers(codes: list[str]) -> None:
    """Warn that the site table, with one row per code and site, ignores modifiers."""
    if left_out := [code for code in codes if "-" in code]:
        say(f"{', '.join(left_out)}: the site table ignores modifiers; use `--json` to price them", err=True)


def _of_zip(fees: "OpenSnapshot", zip_code: str, day: date, known: date) -> dict[str, str]:
    """Return the ZIP code's locality; stop if there is none or several."""
    found = fees.rows("FROM localities_of_zip($1, $2, known_on := $3)", zip_code, day, known)
    places = sorted({(row["mac"], row["locality"]) for row in found})
    is_whole = len(zip_code) > 5 or all(row["plus_four_flag"] == "0" for row in found)
    if len(places) == 1 and is_whole:
        return dict(zip(("mac", "locality"), places[0], strict=True))
    options = ", ".join(f"--mac {mac} --locality {locality}" for mac, locality in places)
    if places:
        raise stop(f"ZIP code {zip_code} is in {options}; choose one, or give all nine digits")
    [row] = fees.rows("SELECT no_data_reason('zip-locality', $1, known_on := $2) AS reason", day, known)
    raise stop(f"ZIP code {zip_code}: {row['reason'] or 'CMS lists no such ZIP code on that date'}")


def _reason(card: "Card", absent: list[dict[str, Any]]) -> str:
    """Return why a code has no answer; it is unknown only if a fee schedule is loaded."""
    from flows.cli.card import MAIN_SERIES

    if len(absent) == len(MAIN_SERIES):
        return "no fee schedule is loaded for that day"
    return str(card["reason"]).removesuffix(": see missing")


def _absent(fees: "OpenSnapshot", day: date) -> list[dict[str, Any]]:
    """Return the fee schedules without a release on the day, with the days that are loaded."""
    from flows.cli.card import MAIN_SERIES

    found = fees.rows(
        "SELECT series, min(service_from) AS first, max(service_to) AS last, "
        "bool_or($1 BETWEEN service_from AND service_to) AS is_loaded "
        "FROM releases WHERE list_contains($2, series) GROUP BY series",
        day,
        list(MAIN_SERIES),
    )
    known = {row["series"]: row for row in found}
    rows = [known.get(name, {"series": name, "last": None, "is_loaded": False}) for name in MAIN_SERIES]
    return [row for row in rows if not row["is_loaded"]]


def _not_loaded(absent: list[dict[str, Any]], day: date) -> list[str]:
    """Return one line with the loaded days, and the last one if the requested day is later."""
    days = ", ".join(
        f"{row['series']} (loaded {row['first']} to {row['last']})" if row["last"] else row["series"]
        for row in absent
    )
    before = [row["last"] for row in absent if row["last"] and row["last"] < day]
    hint = f"; the last day loaded is {max(before)}: try --on {max(before)}" if before else ""
    return [f"not loaded for that day: {days}{hint}"] if absent else []


def _place(mac: str | None, locality: str | None, cbsa: str | None, ccn: str | None) -> "Place | None":
    from cmsfees.place import Place

    if bool(mac) != bool(locality):
        raise typer.BadParameter(
            "--mac and --locality must be used together: locality 00 exists in many MACs"
        )
    place = Place(mac or None, locality or None, cbsa or None, ccn or None)
    return None if place == Place() else place


def price(
    claim: Annotated[
        Path,
        typer.Argument(
            help="JSON or CSV: service_date, setting, lines; see examples/lines.json. Or an 837P file (.837)."
        ),
    ],
    snapshot: SnapshotOption = "latest",
    mac: Annotated[str | None, typer.Option(help="The MAC of an 837P file's claims, such as 10112.")] = None,
    locality: Annotated[str | None, typer.Option(help="Their locality, such as 00; requires --mac.")] = None,
    as_json: AsJson = False,
) -> None:
    """Price a claim's codes step by step: fee schedule, NCCI edits, multiple procedures.

    An 837P file is priced per claim, day and setting. It has no locality: without --mac the prices are
    national.

    Exit status: 0; 1 if the file is not a claim.

    [bold]Examples[/bold]

    cmsfees price lines.json --json

    cmsfees price claims.837 --mac 10112 --locality 00
    """
    from flows.cli.opening import opened
    from flows.cli.price_view import price_view
    from warehouse.pricing.claim import read_claim
    from warehouse.pricing.claim_837 import is_837, read_837
    from warehouse.pricing.price import price as price_lines

    place = _place(mac, locality, None, None)
    if place and not is_837(claim):
        raise typer.BadParameter("--mac and --locality are for 837P files only; other files contain both")
    if not is_837(claim):
        request = read_claim(claim)
        with opened(snapshot) as fees:
            priced = price_lines(fees.con, request)
            return print_json(priced) if as_json else console().print(price_view(priced))
    located = _where(place)
    numbered = [(part.number, part.claim.model_copy(update=located)) for part in read_837(claim)]
    with opened(snapshot) as fees:
        found = [{"claim": number, **price_lines(fees.con, request)} for number, request in numbered]
    if as_json:
        return print_json(found)
    for priced in found:
        say(f"claim {priced['claim']}, {priced['service_date']}, {priced['setting']}")
        console().print(price_view(priced))
    return None


def _where(place: "Place | None") -> dict[str, str | None]:
    return {"mac": place.mac, "locality": place.locality} if place else {}


def case(
    file: Annotated[
        Path, typer.Argument(help="JSON or CSV: service_date, lines, cbsa or ccn; see examples/case.json.")
    ],
    against: Annotated[
        datetime | None,
        typer.Option("--against", formats=["%Y-%m-%d"], help="Compare with the same case on another day."),
    ] = None,
    snapshot: SnapshotOption = "latest",
    as_json: AsJson = False,
) -> None:
    """Price a whole operation in an office, a hospital outpatient department and an ASC, step by step.

    Exit status: 0; 1 if the file is not a case.

    [bold]Examples[/bold]

    cmsfees case examples/case.json --json
    cmsfees case examples/case.json --against 2025-11-01
    """
    from flows.cli.case_view import case_view, comparison_view
    from flows.cli.opening import opened
    from warehouse.cases.case import read_case
    from warehouse.cases.compare_case import compare_case
    from warehouse.cases.price_case import price_case

    request = read_case(file)
    with opened(snapshot) as fees:
        if against:
            compared = compare_case(fees, request, against.date())
            return print_json(compared) if as_json else console().print(comparison_view(compared))
        priced = price_case(fees, request)
        if as_json:
            return print_json(priced)
        return console().print(case_view(priced))


def cards(
    out: Annotated[Path, typer.Option("--out", file_okay=False, help="Folder to write to.")],
    on: OnOption = None,
    known_on: KnownOnOption = None,
    snapshot: SnapshotOption = "latest",
    as_json: AsJson = False,
) -> None:
    """Write every code's card for a static site: one JSON Lines file, and one file per code.

    A second run rewrites only changed files.

    [bold]Example[/bold]

    cmsfees cards --out site/codes --on 2026-02-01
    """
    from flows.cli.opening import opened
    from warehouse.snapshots.cards import write_cards

    known = known_on.date() if known_on else date.max
    with opened(snapshot) as fees:
        written = write_cards(fees.con, out, on.date() if on else date.today(), known)
    if as_json:
        return print_json(vars(written))
    return say(f"{written.cards} cards in {out}: {written.written} files written, {written.removed} removed")
