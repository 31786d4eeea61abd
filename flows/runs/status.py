"""The status of a data root: what is in force, waiting, failed or late."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.orchestration.environment import server_in_use
from flows.orchestration.killed_runs import killed_runs
from flows.orchestration.server_health import ServiceHealth, read_health
from flows.pipeline.publishing import served
from flows.pipeline.release_calendar import calendar_status
from flows.runs.loads import Loads, read_loads
from flows.runs.report import BAD, RELEASE_STATES, TO_LOOK_AT, ReleaseState, Report
from flows.runs.run_folder import reports, unfinished, unreadable
from sources.archive.store import Archive
from sources.release import Release
from sources.series import SERIES
from sources.settings import Settings


@dataclass(frozen=True)
class SeriesStatus:
    """One series: its newest archived release, the one in force today, and its calendar status.

    `revisions` counts archived postings including re-postings; `in_part` releases with a missing table.
    """

    series: str
    releases: int
    revisions: int
    in_part: int
    newest: str
    in_force: str
    calendar: str


@dataclass(frozen=True)
class Status:
    """The status of the data root today."""

    snapshot: str | None
    series: list[SeriesStatus]
    unsettled: list[ReleaseState]  # waiting, loaded in part, refused or failed in their last run
    loads: Loads  # load notes of the snapshot: missing tables, rejected rows, …
    last_run: Report | None
    disk: dict[str, int]  # bytes by folder
    under_way: list[str]  # runs
    killed: list[str]  # runs; `cmsfees resume` requeues them
    unreadable: list[str]  # reports of earlier runs
    services: list[ServiceHealth]  # of Prefect's server, if one is in use

    @property
    def is_good(self) -> bool:
        """True if nothing failed or was refused and the last run had no problems."""
        problems = self.last_run.problems if self.last_run else ()
        settled = not any(release.state in BAD for release in self.unsettled)
        return settled and not problems and all(service.is_good for service in self.services)


def read_status(settings: Settings, today: date) -> Status:
    """Read the status from the archive, the snapshots and the reports of earlier runs."""
    held = [revision.release for revision in Archive(settings.archive).revisions()]
    past = reports(settings.home)
    loads = read_loads(settings.snapshots)
    in_part = {row["release_id"].rpartition(" r")[0] for row in loads.get("tables_missing", [])}
    killed = [run.id for run in killed_runs(settings.home)]
    alive = [folder.name for folder in unfinished(settings.home) if folder.name not in killed]
    return Status(
        served(settings.snapshots),
        [series_status(name, held, in_part, today) for name in SERIES],
        unsettled(past),
        loads,
        past[0] if past else None,
        {name: _size(settings.home / name) for name in ("archive", "conformed", "snapshots", "runs")},
        alive,
        killed,
        [str(path) for path in unreadable(settings.home)],
        read_health(server) if (server := server_in_use(settings.home)) else [],
    )


def unsettled(past: Sequence[Report]) -> list[ReleaseState]:
    """Return each unsettled release's state in the newest run that reported it, worst first."""
    newest: dict[str, ReleaseState] = {}
    for report in past:
        for state in report.releases:
            newest.setdefault(state.release, state)
    bad = [state for state in newest.values() if state.state in TO_LOOK_AT | {"waiting"}]
    return sorted(bad, key=lambda row: (-RELEASE_STATES.index(row.state), row.release))


def series_status(name: str, held: Sequence[Release], in_part: Collection[str], today: date) -> SeriesStatus:
    """Return the series' status from all archived releases and the ids of those loaded in part."""
    releases = [release for release in held if release.series == name]
    own = sorted(releases, key=lambda release: release.service_dates)
    now = [release for release in own if release.service_dates[0] <= today <= release.service_dates[1]]
    newest = own[-1] if own else None
    return SeriesStatus(
        name,
        len(set(own)),
        len(own),
        len({release for release in own if str(release) in in_part}),
        newest.vintage if newest else "",
        now[-1].vintage if now else "",
        calendar_status(name, newest, today),
    )


def _size(folder: Path) -> int:
    return sum(map(_file_size, folder.rglob("*")))


def _file_size(path: Path) -> int:
    """Return the file's size, or 0 if it disappeared during a run."""
    with suppress(OSError):
        return path.stat().st_size if path.is_file() and not path.is_symlink() else 0
    return 0
