"""Wait for another run with a message that names it; the wait can be interrupted."""

import json
import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from flows.runs.progress import report_progress

log = logging.getLogger("cmsfees.waiting")
POLL = 0.2  # seconds
REPORT_EVERY = 30.0  # seconds


@dataclass(frozen=True)
class Holder:
    """What waiting processes show about the run that holds a lock or slot."""

    run: str
    doing: str
    process: str
    since: str
    folder: str = ""  # of the run

    def __str__(self) -> str:
        return f"run {self.run}, which {self.doing} since {self.since} (process {self.process})"


def new_holder(folder: Path, doing: str) -> Holder:
    """Return this process, which executes the run in `folder`, as a holder from now on."""
    process = f"{os.getpid()} on {socket.gethostname()}"
    return Holder(folder.name, doing, process, datetime.now(UTC).isoformat(timespec="seconds"), str(folder))


@contextmanager
def data_root_lock(home: Path, name: str, run: Path, doing: str) -> Iterator[Holder]:
    """Hold one of the data root's locks; the OS releases it if the process is killed.

    `run` is the run's folder. Yields what waiting processes show about this run.
    """
    folder = home / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    lock, record = FileLock(folder / f"{name}.lock"), folder / f"{name}.holder"
    wait_for_lock(lock, "another run", record)
    try:
        record.write_text(json.dumps(asdict(holder := new_holder(run, doing))))
        yield holder
    finally:
        record.unlink(missing_ok=True)
        lock.release()


def wait_for_lock(lock: FileLock, whom: str, holder: Path | None = None) -> None:
    """Acquire the lock; while another process holds it, report which one and the time waited."""
    waiter = LockWaiter()
    while True:
        try:
            lock.acquire(timeout=0)
            return
        except Timeout:
            waiter.wait(f"{read_holder(holder) if holder else whom}")


def read_holder(record: Path) -> str:
    """Return a description of the process that holds a lock."""
    try:
        return str(parse_holder(json.loads(record.read_text())) or "another run")
    except (OSError, ValueError):
        return "another run"


def parse_holder(record: Any) -> Holder | None:
    """Return the holder of a record, or None if it is not one."""
    try:
        return Holder(**record)
    except TypeError:
        return None


class LockWaiter:
    """Sleeps between attempts and reports every REPORT_EVERY seconds what it is waiting for."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.reported: float | None = None

    def wait(self, whom: str, seconds: float = POLL) -> None:
        waited = time.monotonic() - self.began
        if self.reported is None or waited - self.reported >= REPORT_EVERY:
            self.reported = waited
            log.info("waiting for %s; %.0f s so far", whom, waited)
            report_progress("wait", whom, int(waited), None)
        time.sleep(seconds)
