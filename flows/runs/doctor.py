"""Is this machine able to do the work? Each finding says what was found and what to do."""

import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from flows.orchestration.environment import server_in_use
from flows.orchestration.killed_runs import killed_runs
from flows.orchestration.server_api import is_healthy
from flows.orchestration.server_health import last_error, read_health
from flows.runs.run_folder import unfinished
from flows.settings import RunSettings
from sources.errors import SourceError
from sources.http.client import RetryPolicy, open_site
from sources.settings import Settings

ENOUGH = 5e9  # bytes: room for the archive of all years and three snapshots
LIBRARIES = ("duckdb", "polars", "httpx", "prefect")


@dataclass(frozen=True)
class DoctorFinding:
    """`ok` needs nothing; `note` is worth knowing; `bad` stops the work."""

    subject: str
    verdict: Literal["ok", "note", "bad"]
    detail: str


def run_doctor(settings: Settings) -> Iterator[DoctorFinding]:
    """Settings, disk, site, contact, license, notices, versions, locks, in that order."""
    yield DoctorFinding("home", *_writable(settings.home))
    yield DoctorFinding("disk", *_disk(settings.home))
    yield DoctorFinding("site", *_site(settings))
    yield DoctorFinding("contact", *_contact(settings))
    yield DoctorFinding("license", *_license(settings))
    yield DoctorFinding("notices", *_notices(RunSettings()))
    yield DoctorFinding("runner", *_runner(RunSettings()))
    yield DoctorFinding("versions", "ok", _versions())
    yield DoctorFinding("publishing", *_lock(settings.snapshots / ".lock"))
    yield DoctorFinding("runs", *_runs(settings.home))
    yield DoctorFinding("prefect", *_prefect(settings.home))
    yield from _services(settings.home)


Verdict = tuple[Literal["ok", "note", "bad"], str]


def _writable(home: Path) -> Verdict:
    home.mkdir(parents=True, exist_ok=True)
    if os.access(home, os.W_OK):
        return "ok", str(home)
    return "bad", f"{home} cannot be written; choose another with CMSFEES_HOME"


def _disk(home: Path) -> Verdict:
    free = shutil.disk_usage(home).free
    if free > ENOUGH:
        return "ok", f"{free / 1e9:.0f} GB free"
    shown = f"{free / 1e9:.1f} GB" if free >= 1e9 else f"{free / 1e6:.0f} MB"
    return "note", f"{shown} free; `cmsfees prune` removes old snapshots"


def _site(settings: Settings) -> Verdict:
    try:
        with open_site(settings, RetryPolicy(attempts=1)):
            return "ok", f"{settings.site} answers"
    except SourceError as error:
        return "bad", f"{settings.site}: {error}"


def _contact(settings: Settings) -> Verdict:
    if settings.contact:
        return "ok", f"{settings.contact}, sent with every request"
    return "note", "none: set CMSFEES_CONTACT to an e-mail or web address, so that CMS can reach you"


def _license(settings: Settings) -> Verdict:
    if settings.accept_ama_license:
        return "ok", "the AMA's license is accepted; recorded with each file that asks for it"
    return "note", "the AMA's license is not accepted: OPPS, ASC and NCCI PTP files are refused"


def _notices(settings: RunSettings) -> Verdict:
    """Whether Apprise understands each address; which they are is nobody's business."""
    if not settings.notify:
        return "note", "nobody is told when a run fails; set CMSFEES_NOTIFY"
    from apprise import Apprise

    wrong = sum(not Apprise().add(url.get_secret_value()) for url in settings.notify)
    if wrong:
        return "bad", f"{wrong} of {len(settings.notify)} addresses in CMSFEES_NOTIFY are not Apprise's"
    return "ok", f"{len(settings.notify)} addresses are told when a run fails"


def _runner(spread: RunSettings) -> Verdict:
    if spread.runner == "threads":
        return "ok", f"{spread.workers} threads"
    try:
        return (
            "ok",
            f"{spread.runner} {version('prefect-' + spread.runner)}, {spread.runner_address or 'local'}",
        )
    except ModuleNotFoundError:
        return "bad", f"CMSFEES_RUNNER={spread.runner} needs pip install 'cmsfees[{spread.runner}]'"


def _prefect(home: Path) -> Verdict:
    server = server_in_use(home)
    if not server:
        return "ok", "embedded: starts with each run"
    if not is_healthy(server, seconds=5):
        return "bad", f"{server} does not answer; start it, or unset PREFECT_API_URL"
    return "ok", f"{server} answers"


def _services(home: Path) -> Iterator[DoctorFinding]:
    """Whether the server in use makes runs of the schedules and has them taken up."""
    server = server_in_use(home)
    if not server or not is_healthy(server, seconds=5):
        return
    for service in read_health(server):
        error = "" if service.is_good else last_error(home / "prefect" / "server.log")
        detail = f"{service.detail}; its last error: {error}" if error else service.detail
        yield DoctorFinding(service.service, "ok" if service.is_good else "bad", detail)


def _versions() -> str:
    return ", ".join(
        [f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in LIBRARIES)]
    )


def _lock(lock: Path) -> Verdict:
    if not lock.exists():
        return "ok", "nobody publishes"
    try:
        with FileLock(lock, timeout=0):
            return "ok", "nobody publishes"
    except Timeout:
        return "note", f"a run publishes now and holds {lock}"


def _runs(home: Path) -> Verdict:
    """A folder without report belongs to a run under way, or to one that was killed."""
    gone = [run.id for run in killed_runs(home)]
    alive = [folder.name for folder in unfinished(home) if folder.name not in gone]
    if gone:
        return "note", f"killed: {', '.join(gone[:5])}; `cmsfees resume` puts them back in the queue"
    return "ok", f"under way: {', '.join(alive)}" if alive else "none under way"
