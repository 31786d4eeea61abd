"""Kills at random moments: in the work of every command, and of whole commands with Prefect."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random

from cmsfees import open_snapshot
from flows.orchestration.killed_runs import killed_runs
from flows.pipeline.publishing import served
from flows.runs.progress import watch_progress
from flows.runs.run_folder import reports
from sources.archive.store import Archive
from sources.archive.verify import verify_archive
from sources.sample.serve import serve_sample
from sources.sample.write import write_site
from tests.chaos.rooms_worker import COMMANDS, run, work
from tests.chaos.tally import Tally
from tests.flows.production import PROJECT, running

ZIP = "rvu26a-updated-12-29-2025.zip"
TEMPORARY = (".partial-*", ".staging-*", ".removed-*", "*.tmp", ".latest-*", ".stable-*", ".channels.json-*")
ROUND = 3  # kills on one data root before the next run is checked
LONGEST = {"promote, rollback, prune": 0.2, "import": 0.2, "verify": 0.2}  # seconds before a kill, at most
NEEDS_SNAPSHOT = ("promote, rollback, prune", "cards")
BOUND = 60.0  # seconds until the next run has its lock, and seconds of its CPU: 6 in all on a quiet machine
WHOLE = ["refresh", "backfill", "watch", "publish", "verify", "retry", "status", "doctor", "resume", "demo"]


@dataclass(frozen=True)
class Roots:
    """Initial data roots, and the snapshot that each must produce in the end."""

    new: Path
    begun: Path  # asc published, nothing else fetched
    due: Path  # all fetched, asc published
    done: Path  # all published
    right: str
    url: str


@contextmanager
def made_roots(folder: Path) -> Iterator[Roots]:
    with serve_sample(write_site(folder / "site")) as url:
        new, begun, due = (folder / name for name in ("new", "begun", "due"))
        for root in (new, begun, due):
            (root / "by-hand").mkdir(parents=True)
            shutil.copy(next((folder / "site").rglob(ZIP)), root / "by-hand")
        for root in (begun, due):
            _refresh_asc(root, url)
        run("watch", due, url)
        end = Path(shutil.copytree(due, folder / "end", symlinks=True))
        right = run("backfill", end, url).snapshot
        assert right
        yield Roots(new, begun, due, end, right, url)


def kill_in_rooms(roots: Roots, folder: Path, count: int, seed: int = 1) -> Tally:
    """SIGKILL amid the work of each command, `ROUND` times on one data root; each time what is served and
    archived must be whole. After the last of them `backfill` must come to the right end."""
    tally, rng = Tally("kills within the rooms"), Random(seed)
    for number in range(0, count, ROUND):
        command = rng.choice(list(COMMANDS))
        start = rng.choice(_starts(command, roots))
        home = Path(shutil.copytree(start, folder / f"home-{seed}-{number}", symlinks=True))
        for kill in range(number, min(number + ROUND, count)):
            lived = _kill(command, home, roots.url, rng)
            is_last = kill + 1 in (number + ROUND, count)
            outcome = _outcome(home, roots, start) if is_last else _outcome_without_next_run(home, start)
            what = f"{command} on {start.name} after {lived:.2f} s, seed {seed}, kill {kill}"
            tally.add(outcome, what)
            command = rng.choice([name for name in COMMANDS if name not in NEEDS_SNAPSHOT or _serves(home)])
        shutil.rmtree(home, ignore_errors=True)
    return tally


def _kill(command: str, home: Path, url: str, rng: Random) -> float:
    """Start the command's work and kill it; the seconds it lived."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.chaos.rooms_worker"])
    process, seconds = context.Process(target=work, args=(command, home, url)), rng.random()
    process.start()
    time.sleep(seconds := seconds * LONGEST.get(command, 3.0))
    process.kill()
    process.join()
    return seconds


def _starts(command: str, roots: Roots) -> list[Path]:
    """Where there is something to do; most of the others come to their end at once, and so are many."""
    if command == "publish":
        return [roots.due]
    if command in ("refresh", "backfill"):
        return [roots.new, roots.begun, roots.due]
    return [roots.new, *[roots.done] * 6] if command in ("watch", "import") else [roots.done]


def kill_commands(roots: Roots, folder: Path, count: int, seed: int = 2) -> Tally:
    """SIGKILL whole commands, including Prefect's server: no process may survive them."""
    tally, rng = Tally("kills of whole commands"), Random(seed)
    home = Path(shutil.copytree(roots.done, folder / f"commands-{seed}", symlinks=True))
    for number in range(count):
        words = _words(rng.choice(WHOLE))
        own = folder / f"demo-{seed}" if words == ["demo"] else home  # it brings series of its own
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli.main", *words],
            cwd=PROJECT,
            env=_env(own, roots.url),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        time.sleep(rng.random() * 14)
        process.send_signal(rng.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGHUP, signal.SIGTERM]))
        what = f"{' '.join(words)}, seed {seed}, kill {number}"
        try:
            process.communicate(timeout=40)  # the pipe ends with the command
        except subprocess.TimeoutExpired:
            process.kill()
            tally.add("the pipe behind it did not end", what)
            continue
        if own != home:
            tally.add(_orphans(own) or _outcome_without_next_run(own, roots.new), what)
            continue
        tally.add(_orphans(home) or _outcome(home, roots, roots.done, tidy=False), what)
    for left in running(home):
        with suppress(ProcessLookupError):
            os.kill(left, signal.SIGKILL)
    return tally


def _words(command: str) -> list[str]:
    series = [word for name in ("pfs-rvu", "opps", "asc") for word in ("--series", name)]
    return {
        "refresh": ["refresh", *series],
        "backfill": ["backfill", *series],
        "watch": ["watch", *series],
        "retry": ["retry", "asc 2026-01"],
    }.get(command, [command])


def _env(home: Path, url: str) -> dict[str, str]:
    own = {"CMSFEES_HOME": str(home), "CMSFEES_SITE": url, "CMSFEES_SPACING": "0"}
    return {**os.environ, **own, "CMSFEES_ACCEPT_AMA_LICENSE": "true"}


def _orphans(home: Path) -> str:
    until = time.monotonic() + 30
    while left := running(home):
        if time.monotonic() > until:
            return f"{len(left)} processes stay behind: {left}"
        time.sleep(0.2)
    return ""


def _outcome(home: Path, roots: Roots, start: Path, tidy: bool = True) -> str:
    """Check that the published snapshot is intact, the archive complete and the next run correct."""
    return _named(lambda: _harm(home, start) or _next_run(home, roots, tidy))


def _outcome_without_next_run(home: Path, start: Path) -> str:
    return _named(lambda: _harm(home, start) or "survived")


def _named(judge: Callable[[], str]) -> str:
    try:
        return judge()
    except Exception as error:
        return f"unnamed {type(error).__name__}: {error}"[:500]


def _harm(home: Path, start: Path) -> str:
    """Return what the kill damaged or lost, or ""."""
    if _serves(start) and not _serves(home):
        return "nothing is served any more"
    if _serves(home):
        with open_snapshot(snapshots=home / "snapshots") as fees:
            fees.rows("SELECT count(*) FROM releases")
    if damaged := [
        problem for problem in verify_archive(Archive(home / "archive")) if problem.kind != "unrecorded"
    ]:
        return f"the archive is damaged: {damaged}"
    known = {run.id for run in killed_runs(home)} | {report.run for report in reports(home)}
    unknown = {path.name for path in (home / "runs").glob("*/")} - known
    return f"runs that no command lists: {unknown}" if unknown else ""


def _next_run(home: Path, roots: Roots, tidy: bool) -> str:
    """Run `backfill` after the kills: it waits for no lock, ends as usual and deletes leftovers."""
    began, cpu = time.monotonic(), time.process_time()
    steps: list[tuple[str, float]] = []
    with watch_progress(lambda step: steps.append((step.kind, time.monotonic() - began))):
        report = run("backfill", home, roots.url)
    if report.outcome not in ("published", "nothing new"):
        return f"the next run ended {report.outcome}: {report.summary}"
    if report.snapshot != roots.right:
        return f"the next run came to {report.snapshot}, not {roots.right}"
    if waits := [at for kind, at in steps if kind == "wait"]:
        return f"the next run waited for a lock that a killed run held, {len(waits)} times"
    if (locked := next(at for kind, at in steps if kind != "wait")) > BOUND:
        return f"the next run began its work only after {locked:.0f} s"
    if (took := time.process_time() - cpu) > BOUND:  # the wall clock measures what else the machine does
        return f"the next run took {took:.0f} s of CPU"
    left = _leftovers(home) if tidy else []
    return f"left behind: {left}" if left else "survived"


def _serves(home: Path) -> bool:
    return bool(served(home / "snapshots"))


def _leftovers(home: Path) -> list[str]:
    roots = [home / name for name in ("archive", "conformed", "snapshots", "runs")]
    return [str(found) for root in roots for pattern in TEMPORARY for found in root.rglob(pattern)]


def _refresh_asc(home: Path, url: str) -> None:
    from flows.orchestration.parameters import wanted
    from flows.pipeline import pipeline
    from flows.pipeline.context import RunContext
    from flows.runs.run_folder import open_run
    from tests.chaos.rooms_worker import settings_of

    with open_run(home, "refresh") as opened:
        opened.close(pipeline.refresh(RunContext(settings_of(home, url), opened), wanted(series=("asc",))))
