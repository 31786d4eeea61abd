"""Wait for another run with a message that names it; the wait can be interrupted."""

import json
import logging
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from flows.runs.progress import report_progress

log = logging.getLogger("cmsfees.waiting")
POLL = 0.2  # seconds
REPORT_EVERY = 30.0  # seconds


@contextmanager
def data_root_lock(home: Path, name: str, holder: str, doing: str) -> Iterator[None]:
    """Hold one of the data root's locks; the OS releases it if the process is killed.

    `holder` (a run id) and `doing` are shown to waiting processes.
    """
    folder = home / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    lock, record = FileLock(folder / f"{name}.lock"), folder / f"{name}.holder"
    wait_for_lock(lock, "another run", record)
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        host = f"{os.getpid()} on {socket.gethostname()}"
        record.write_text(json.dumps({"run": holder, "doing": doing, "process": host, "since": since}))
        yield
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
        holder = json.loads(record.read_text())
        work = f"which {holder['doing']} since {holder['since']}"
        return f"run {holder['run']}, {work} (process {holder['process']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another run"


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
