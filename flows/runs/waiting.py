"""Waiting for another run, in such a way that whoever waits knows for whom, and can stop."""

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
SAY_AGAIN = 30.0  # seconds


@contextmanager
def data_root_lock(home: Path, name: str, holder: str, doing: str) -> Iterator[None]:
    """Hold one of this data root's locks, which the system takes back from a killed process.

    `holder` (a run's id) and `doing` are for whoever waits meanwhile.
    """
    folder = home / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    lock, said = FileLock(folder / f"{name}.lock"), folder / f"{name}.holder"
    wait_for_lock(lock, "another run", said)
    try:
        since = datetime.now(UTC).isoformat(timespec="seconds")
        host = f"{os.getpid()} on {socket.gethostname()}"
        said.write_text(json.dumps({"run": holder, "doing": doing, "process": host, "since": since}))
        yield
    finally:
        said.unlink(missing_ok=True)
        lock.release()


def wait_for_lock(lock: FileLock, whom: str, holder: Path | None = None) -> None:
    """Acquire it; while another process holds it, say who that is and for how long it has been waited."""
    patience = Patience()
    while True:
        try:
            lock.acquire(timeout=0)
            return
        except Timeout:
            patience.wait(f"{read_holder(holder) if holder else whom}")


def read_holder(said: Path) -> str:
    """Who holds a lock, in words."""
    try:
        told = json.loads(said.read_text())
        return f"run {told['run']}, which {told['doing']} since {told['since']} (process {told['process']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another run"


class Patience:
    """Sleeps between two tries and says from time to time what is waited for."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.said: float | None = None

    def wait(self, whom: str, seconds: float = POLL) -> None:
        waited = time.monotonic() - self.began
        if self.said is None or waited - self.said >= SAY_AGAIN:
            self.said = waited
            log.info("waiting for %s; %.0f s so far", whom, waited)
            report_progress("wait", whom, int(waited), None)
        time.sleep(seconds)
