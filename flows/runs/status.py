"""What is in force, what waits, what failed and why, and what is late: the state of one data root."""

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
from flows.runs.report import BAD, STATES, TO_LOOK_AT, ReleaseState, Report
from flows.runs.run_folder import reports, unfinished, unreadable
from sources.archive.store import Archive
from sources.release import Release
from sources.series import SERIES
from sources.settings import Settings


@dataclass(frozen=True)
class SeriesStatus:
    """One series: its newest release held, the one serving today, and that against CMS's calendar.

    `revisions` counts the postings held, re-postings included; `in_part` the releases that lack a table.
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
    """The whole data root today."""

    snapshot: str | None
    series: list[SeriesStatus]
    unsettled: list[ReleaseState]  # waiting, loaded in part, refused or failed when last tried
    loads: Loads  # of the snapshot: what is missing, how it was read, what was set aside
    last_run: Report | None
    disk: dict[str, int]  # bytes by folder
    under_way: list[str]  # runs
    killed: list[str]  # runs; `cmsfees resume` puts them back in the queue
    unreadable: list[str]  # records of earlier runs
    services: list[ServiceHealth]  # of Prefect's server, where one is in use

    @property
    def is_good(self) -> bool:
        """Nothing needs a look; what CMS has yet to post does not count."""
        problems = self.last_run.problems if self.last_run else ()
        settled = not any(one.state in BAD for one in self.unsettled)
        return settled and not problems and all(service.is_good for service in self.services)


def read_status(settings: Settings, today: date) -> Status:
    """Read it from the archive, the snapshots and the reports of earlier runs."""
    held = [revision.release for revision in Archive(settings.archive).revisions()]
    past = reports(settings.home)
    loads = read_loads(settings.snapshots)
    in_part = {row["release_id"].rpartition(" r")[0] for row in loads.get("tables_missing", [])}
    killed = [run.id for run in killed_runs(settings.home)]
    alive = [folder.name for folder in unfinished(settings.home) if folder.name not in killed]
    return Status(
        served(settings.snapshots),
        [_series(name, held, in_part, today) for name in SERIES],
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
    """Each release's state in the newest run that spoke of it, where that is not good; the worst first."""
    newest: dict[str, ReleaseState] = {}
    for report in past:
        for state in report.releases:
            newest.setdefault(state.release, state)
    bad = [state for state in newest.values() if state.state in TO_LOOK_AT | {"waiting"}]
    return sorted(bad, key=lambda one: (-STATES.index(one.state), one.release))


def _series(name: str, held: Sequence[Release], in_part: Collection[str], today: date) -> SeriesStatus:
    own = sorted((one for one in held if one.series == name), key=lambda one: one.service_dates)
    now = [one for one in own if one.service_dates[0] <= today <= one.service_dates[1]]
    newest = own[-1] if own else None
    return SeriesStatus(
        name,
        len(set(own)),
        len(own),
        len({one for one in own if str(one) in in_part}),
        newest.vintage if newest else "",
        now[-1].vintage if now else "",
        calendar_status(name, newest, today),
    )


def _size(folder: Path) -> int:
    return sum(map(_file_size, folder.rglob("*")))


def _file_size(path: Path) -> int:
    """Files come and go while a run is under way."""
    with suppress(OSError):
        return path.stat().st_size if path.is_file() and not path.is_symlink() else 0
    return 0
