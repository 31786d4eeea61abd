"""Check that this machine can run the pipeline; each finding says what was found and what to do."""

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
    """One finding: `ok`, `note` (informational) or `bad` (runs cannot work)."""

    subject: str
    verdict: Literal["ok", "note", "bad"]
    detail: str


def run_doctor(settings: Settings) -> Iterator[DoctorFinding]:
    """Check home, disk, site, contact, license, notifications, runner, versions, locks, runs and Prefect."""
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
    return "bad", f"{home} is not writable; choose another with CMSFEES_HOME"


def _disk(home: Path) -> Verdict:
    free = shutil.disk_usage(home).free
    if free > ENOUGH:
        return "ok", f"{free / 1e9:.0f} GB free"
    shown = f"{free / 1e9:.1f} GB" if free >= 1e9 else f"{free / 1e6:.0f} MB"
    return "note", f"{shown} free; `cmsfees prune` removes old snapshots"


def _site(settings: Settings) -> Verdict:
    try:
        with open_site(settings, RetryPolicy(attempts=1)):
            return "ok", f"{settings.site} responds"
    except SourceError as error:
        return "bad", f"{settings.site}: {error}"


def _contact(settings: Settings) -> Verdict:
    if settings.contact:
        return "ok", f"{settings.contact}, sent with every request"
    return "note", "none: set CMSFEES_CONTACT to an e-mail or web address, so that CMS can reach you"


def _license(settings: Settings) -> Verdict:
    if settings.accept_ama_license:
        return "ok", "the AMA license is accepted; recorded with each file that requires it"
    return "note", "the AMA license is not accepted: OPPS, ASC, CLFS and NCCI PTP files are not fetched"


def _notices(settings: RunSettings) -> Verdict:
    """Check that Apprise accepts each URL; URLs are secrets and never printed."""
    if not settings.notify:
        return "note", "no notifications when a run fails; set CMSFEES_NOTIFY"
    from apprise import Apprise

    wrong = sum(not Apprise().add(url.get_secret_value()) for url in settings.notify)
    if wrong:
        return "bad", f"{wrong} of {len(settings.notify)} URLs in CMSFEES_NOTIFY are not valid Apprise URLs"
    return "ok", f"{len(settings.notify)} URLs are notified when a run fails"


def _runner(settings: RunSettings) -> Verdict:
    if settings.runner == "threads":
        return "ok", f"{settings.workers} threads"
    try:
        installed = version(f"prefect-{settings.runner}")
        return "ok", f"{settings.runner} {installed}, {settings.runner_address or 'local'}"
    except ModuleNotFoundError:
        return "bad", f"CMSFEES_RUNNER={settings.runner} needs pip install 'cmsfees[{settings.runner}]'"


def _prefect(home: Path) -> Verdict:
    server = server_in_use(home)
    if not server:
        return "ok", "embedded: starts with each run"
    if not is_healthy(server, seconds=5):
        return "bad", f"{server} does not respond; start it or unset PREFECT_API_URL"
    return "ok", f"{server} responds"


def _services(home: Path) -> Iterator[DoctorFinding]:
    """Yield the health of the services of the server in use."""
    server = server_in_use(home)
    if not server or not is_healthy(server, seconds=5):
        return
    for service in read_health(server):
        error = "" if service.is_good else last_error(home / "prefect" / "server.log")
        detail = f"{service.detail}; last error: {error}" if error else service.detail
        yield DoctorFinding(service.service, "ok" if service.is_good else "bad", detail)


def _versions() -> str:
    return ", ".join(
        [f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in LIBRARIES)]
    )


def _lock(lock: Path) -> Verdict:
    if not lock.exists():
        return "ok", "no process is publishing"
    try:
        with FileLock(lock, timeout=0):
            return "ok", "no process is publishing"
    except Timeout:
        return "note", f"a run is publishing and holds {lock}"
    except OSError as error:
        return "note", f"cannot tell: {error}"


def _runs(home: Path) -> Verdict:
    """Report running and killed runs: both have a folder without a report."""
    gone = [run.id for run in killed_runs(home)]
    alive = [folder.name for folder in unfinished(home) if folder.name not in gone]
    if gone:
        return "note", f"killed: {', '.join(gone[:5])}; run `cmsfees resume` to requeue them"
    return "ok", f"running: {', '.join(alive)}" if alive else "none running"
