"""Commands about what codes are worth: show, price, case, cards."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.output import AsJson, console, print_json, say, stop

DAY = ["%Y-%m-%d"]
On = Annotated[
    datetime | None, typer.Option("--on", formats=DAY, help="Date of service; today if not given.")
]
KnownOn = Annotated[
    datetime | None,
    typer.Option(
        "--known-on", formats=DAY, help="What was known on this day; all that is known if not given."
    ),
]
Snapshot = Annotated[str, typer.Option(help="A channel or a snapshot's id.")]


def register(app: typer.Typer) -> None:
    for command in (show, price, case, cards):
        app.command()(command)


def show(
    code: Annotated[str, typer.Argument(help="A procedure code, such as 20957 or 45378-53.")],
    on: On = None,
    known_on: KnownOn = None,
    snapshot: Snapshot = "latest",
    mac: Annotated[
        str | None, typer.Option(help="Compare the sites in a locality of this MAC as well, such as 10112.")
    ] = None,
    locality: Annotated[str | None, typer.Option(help="The locality, such as 00; goes with --mac.")] = None,
    as_json: AsJson = False,
) -> None:
    """Everything about one code on one date of service, each figure with its release, file and SHA-256.

    Exit status: 0; 1 when there is no such code on that date.

    [bold]Examples[/bold]

    cmsfees show 20957 --on 2026-02-01

    cmsfees show 71046 --on 2026-02-01 --mac 10112 --locality 00

    cmsfees show A9697 --on 2025-07-10 --known-on 2025-07-20 --json
    """
    from flows.cli.card import read_card
    from flows.cli.card_view import card_view
    from flows.cli.opening import opened

    known = known_on.date() if known_on else date.max
    day, place = on.date() if on else date.today(), _place(mac, locality)
    with opened(snapshot) as fees:
        card = read_card(fees, code, day, known, place)
        if as_json:
            print_json(card)
        elif card["status"] == "listed":
            console().print(card_view(card))
    if card["status"] != "listed":
        raise stop(f"{code} on {card['service_date']}: {card['reason']}")


def _place(mac: str | None, locality: str | None) -> tuple[str, str] | None:
    if mac and locality:
        return mac, locality
    if mac or locality:
        raise typer.BadParameter("--mac and --locality go together: locality 00 is in many MACs")
    return None


def price(
    claim: Annotated[
        Path, typer.Argument(help="JSON or csv: service_date, setting, lines; see examples/lines.json.")
    ],
    snapshot: Snapshot = "latest",
    as_json: AsJson = False,
) -> None:
    """Price several codes of one day, with each step: fee schedule, NCCI edits, multiple procedures.

    Exit status: 0; 1 when the file is not a claim.

    [bold]Example[/bold]

    cmsfees price lines.json --json
    """
    from flows.cli.opening import opened
    from flows.cli.price_view import price_view
    from warehouse.pricing.claim import read_claim
    from warehouse.pricing.price import price as price_lines

    asked = read_claim(claim)
    with opened(snapshot) as fees:
        priced = price_lines(fees.con, asked)
        if as_json:
            return print_json(priced)
        return console().print(price_view(priced))


def case(
    file: Annotated[
        Path, typer.Argument(help="JSON or csv: service_date, lines, cbsa or ccn; see examples/case.json.")
    ],
    snapshot: Snapshot = "latest",
    as_json: AsJson = False,
) -> None:
    """Price a whole operation in an office, a hospital outpatient department and an ASC, step by step.

    Exit status: 0; 1 when the file is not a case.

    [bold]Example[/bold]

    cmsfees case examples/case.json --json
    """
    from flows.cli.case_view import case_view
    from flows.cli.opening import opened
    from warehouse.cases.case import read_case
    from warehouse.cases.price_case import price_case

    asked = read_case(file)
    with opened(snapshot) as fees:
        priced = price_case(fees, asked)
        if as_json:
            return print_json(priced)
        return console().print(case_view(priced))


def cards(
    out: Annotated[Path, typer.Option("--out", file_okay=False, help="Folder to write to.")],
    on: On = None,
    known_on: KnownOn = None,
    snapshot: Snapshot = "latest",
    as_json: AsJson = False,
) -> None:
    """Write every code's card for a static site: one JSON Lines file, and one file a code.

    A second run rewrites only what changed.

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
