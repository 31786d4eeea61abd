"""One command's work without Prefect, in a process that may be killed at any moment."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from cmsfees import open_snapshot
from flows.orchestration.parameters import wanted
from flows.pipeline import pipeline
from flows.pipeline.context import RunContext
from flows.runs.leftovers import sweep
from flows.runs.report import Report
from flows.runs.run_folder import open_run, remove_old
from sources.archive.manual_import import import_file
from sources.release import Release
from sources.settings import Settings
from warehouse.snapshots.cards import write_cards
from warehouse.snapshots.channels import promote, prune, rollback

ALL = ("pfs-rvu", "opps", "asc")


def settings_of(home: Path, url: str) -> Settings:
    return Settings(home=home, site=url, spacing=0, accept_ama_license=True)


def run(kind: str, home: Path, url: str) -> Report:
    """A run as `cmsfees KIND` does it, with its folder, sweep and retention."""
    settings = settings_of(home, url)
    with open_run(home, kind) as opened:
        sweep(settings, opened, alone=0)
        report = BODIES[kind](RunContext(settings, opened))
        opened.close(report)
        remove_old(home, 500)
    return report


BODIES: dict[str, Callable[[RunContext], Report]] = {
    "refresh": lambda context: pipeline.refresh(context, wanted(series=ALL)),
    "backfill": lambda context: pipeline.refresh(context, wanted(series=ALL, first="2009")),
    "watch": lambda context: pipeline.watch(context, wanted(series=ALL)),
    "publish": pipeline.publish,
    "verify": pipeline.verify,
}


def promote_and_back(home: Path, url: str) -> None:
    snapshots = home / "snapshots"
    promote(snapshots, "latest", "stable")
    rollback(snapshots, "latest")
    promote(snapshots, "stable", "latest")
    prune(snapshots, 5)


def import_by_hand(home: Path, url: str) -> None:
    settings = settings_of(home, url)
    file = next((home / "by-hand").glob("*.zip"))
    import_file(settings, file, Release("pfs-rvu", "2026A"))


def cards(home: Path, url: str) -> None:
    with open_snapshot(snapshots=home / "snapshots") as fees:
        write_cards(fees.con, home / "cards", date(2026, 2, 1))


COMMANDS: dict[str, Callable[[Path, str], object]] = {
    **{kind: lambda home, url, kind=kind: run(kind, home, url) for kind in BODIES},  # type: ignore[misc]
    "promote, rollback, prune": promote_and_back,
    "import": import_by_hand,
    "cards": cards,
}


def work(command: str, home: Path, url: str) -> None:
    COMMANDS[command](home, url)
