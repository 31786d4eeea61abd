"""Kills at random moments: in the work of every command, and of whole commands with Prefect."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from random import Random

from cmsfees import open_snapshot
from flows.orchestration.killed_runs import killed_runs
from flows.pipeline.publishing import served
from flows.runs.run_folder import reports
from sources.archive.store import Archive
from sources.archive.verify import verify
from sources.sample.serve import serve
from sources.sample.write import write_site
from tests.chaos.rooms_worker import COMMANDS, run, work
from tests.chaos.tally import Tally
from tests.flows.production import PROJECT, running

ZIP = "rvu26a-updated-12-29-2025.zip"
TEMPORARY = (".partial-*", ".staging-*", ".removed-*", "*.tmp", ".latest-*", ".stable-*", ".channels.json-*")
WHOLE = ["refresh", "backfill", "watch", "publish", "verify", "retry", "status", "doctor", "resume", "demo"]


@dataclass(frozen=True)
class Roots:
    """Data roots to start from, and the snapshot that every one of them must come to in the end."""

    new: Path
    begun: Path  # asc published, nothing else fetched
    due: Path  # all fetched, asc published
    done: Path  # all published
    right: str
    url: str


@contextmanager
def made_roots(folder: Path) -> Iterator[Roots]:
    with serve(write_site(folder / "site")) as url:
        roots = [folder / name for name in ("new", "begun", "due")]
        for root in roots:
            (root / "by-hand").mkdir(parents=True)
            shutil.copy(next((folder / "site").rglob(ZIP)), root / "by-hand")
        for root in roots[1:]:
            _refresh_asc(root, url)
        run("watch", roots[2], url)
        end = shutil.copytree(roots[2], folder / "end", symlinks=True)
        right = run("backfill", Path(end), url).snapshot
        assert right
        yield Roots(*roots, Path(end), right, url)


def kill_in_rooms(roots: Roots, folder: Path, count: int, seed: int = 1) -> Tally:
    """SIGKILL amid the work of each command; then `backfill`, which must come to the right end."""
    tally, rng = Tally("kills within the rooms"), Random(seed)
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.chaos.rooms_worker"])
    longest = dict.fromkeys(COMMANDS, 3.0) | {"promote, rollback, prune": 0.2, "import": 0.2, "verify": 0.2}
    for number in range(count):
        command = rng.choice(list(COMMANDS))
        start = rng.choice(_starts(command, roots))
        home = Path(shutil.copytree(start, folder / f"home-{number}", symlinks=True))
        process = context.Process(target=work, args=(command, home, roots.url))
        process.start()
        time.sleep(rng.random() * longest[command])
        process.kill()
        process.join()
        tally.add(_after(home, roots, start), f"{command} on {start.name}, seed {seed}, kill {number}")
        shutil.rmtree(home, ignore_errors=True)
    return tally


def _starts(command: str, roots: Roots) -> list[Path]:
    """Where there is something to do; most of the others come to their end at once, and so are many."""
    if command == "publish":
        return [roots.due]
    if command in ("refresh", "backfill"):
        return [roots.new, roots.begun, roots.due]
    return [roots.new, *[roots.done] * 6] if command in ("watch", "import") else [roots.done]


def kill_commands(roots: Roots, folder: Path, count: int, seed: int = 2) -> Tally:
    """SIGKILL of whole commands, Prefect's server among what they start: nothing may outlive them."""
    tally, rng = Tally("kills of whole commands"), Random(seed)
    home = Path(shutil.copytree(roots.done, folder / "commands", symlinks=True))
    for number in range(count):
        words = _words(rng.choice(WHOLE))
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli.main", *words],
            cwd=PROJECT,
            env=_env(home, roots.url),
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
        tally.add(_orphans(home) or _after(home, roots, roots.done, tidy=False), what)
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


def _after(home: Path, roots: Roots, start: Path, tidy: bool = True) -> str:
    """What is served is whole, nothing of the archive is lost, and the next run comes to the right end."""
    try:
        return _judge(home, roots, start, tidy)
    except Exception as error:
        return f"unnamed {type(error).__name__}: {error}"[:500]


def _judge(home: Path, roots: Roots, start: Path, tidy: bool) -> str:
    snapshots = home / "snapshots"
    if (start / "snapshots").exists() and not served(snapshots):
        return "nothing is served any more"
    if served(snapshots):
        with open_snapshot(snapshots=snapshots) as fees:
            fees.rows("SELECT count(*) FROM releases")
    if damaged := [problem for problem in verify(Archive(home / "archive")) if problem.kind != "unrecorded"]:
        return f"the archive is damaged: {damaged}"
    killed = {one.id for one in killed_runs(home)} | {one.run for one in reports(home)}
    unknown = {path.name for path in (home / "runs").glob("*/")} - killed
    if unknown:
        return f"runs of which nobody speaks: {unknown}"
    began = time.monotonic()
    report = run("backfill", home, roots.url)
    if report.outcome not in ("published", "nothing new"):
        return f"the next run ended {report.outcome}: {report.summary}"
    if report.snapshot != roots.right:
        return f"the next run came to {report.snapshot}, not {roots.right}"
    if time.monotonic() - began > 240:  # 6 on a quiet machine; a lease waited for would take for ever
        return "the next run waited"
    left = _leftovers(home) if tidy else []
    return f"left behind: {left}" if left else "survived"


def _leftovers(home: Path) -> list[str]:
    patterns = (
        ".partial-*",
        ".staging-*",
        ".removed-*",
        "*.tmp",
        ".latest-*",
        ".stable-*",
        ".channels.json-*",
    )
    roots = [home / name for name in ("archive", "conformed", "snapshots", "runs")]
    return [str(found) for root in roots for pattern in patterns for found in root.rglob(pattern)]


def _refresh_asc(home: Path, url: str) -> None:
    from flows.orchestration.parameters import wanted
    from flows.pipeline import pipeline
    from flows.pipeline.context import RunContext
    from flows.runs.run_folder import open_run
    from tests.chaos.rooms_worker import settings_of

    with open_run(home, "refresh") as opened:
        opened.close(pipeline.refresh(RunContext(settings_of(home, url), opened), wanted(series=("asc",))))
