"""The currently served snapshot, and switching to the next one without dropping requests."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from cmsfees import NoSuchSnapshot, OpenSnapshot, open_snapshot
from web.settings import WebSettings

log = logging.getLogger("cmsfees.web")


class QueryTooSlow(Exception):
    """A query took longer than the limit and was interrupted."""


@dataclass
class Served:
    """A snapshot with its number of active requests; closed once it is replaced and has none."""

    fees: OpenSnapshot
    readers: int = 0
    is_replaced: bool = False
    idle: list[duckdb.DuckDBPyConnection] = field(default_factory=list)  # cursors to reuse

    def close_if_done(self) -> None:
        if self.is_replaced and not self.readers:
            for cursor in self.idle:
                cursor.close()
            self.fees.con.close()


class CurrentSnapshot:
    """Follows a channel. A request keeps the snapshot it started with even if a new one is published."""

    def __init__(self, settings: WebSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._checked_at = time.monotonic()
        self._served = Served(self._open())

    @property
    def id(self) -> str:
        """Id of the channel's snapshot, looked up at most every `check_every` seconds."""
        if time.monotonic() - self._checked_at > self._settings.check_every:
            self._follow()
        return self._served.fees.id

    @contextmanager
    def read(self) -> Iterator[OpenSnapshot]:
        """Yield a separate cursor on the current snapshot; raise QueryTooSlow after the time limit."""
        with self._lock:
            served = self._served
            served.readers += 1
            cursor = served.idle.pop() if served.idle else served.fees.con.cursor()
        try:
            with interrupted_after(self._settings.seconds, cursor.interrupt):
                yield OpenSnapshot(served.fees.id, cursor)
        except duckdb.InterruptException as error:
            raise QueryTooSlow(f"the query took longer than {self._settings.seconds:g} s") from error
        finally:
            with self._lock:
                served.readers -= 1
                served.idle.append(cursor)
                served.close_if_done()

    def open(self) -> None:
        """Reopen after `close`; otherwise the snapshot is already open."""
        with self._lock:
            if self._served.is_replaced:
                self._served = Served(self._open())

    def close(self) -> None:
        """Close the snapshot as soon as its last request has ended."""
        with self._lock:
            self._served.is_replaced = True
            self._served.close_if_done()

    def _open(self) -> OpenSnapshot:
        settings = self._settings
        return open_snapshot(settings.channel, settings.snapshots, locked=True, settings=settings.duckdb)

    def _follow(self) -> None:
        """Open the channel's current snapshot; on failure keep serving the previous one."""
        with self._lock:
            self._checked_at = time.monotonic()
            if _channel_target(self._settings) == self._served.fees.id:
                return
            try:
                after = Served(self._open())
            except (NoSuchSnapshot, OSError, duckdb.Error):
                log.exception(
                    "the channel's snapshot cannot be opened; still serving %s", self._served.fees.id
                )
                return
            before, self._served = self._served, after
            before.is_replaced = True
            before.close_if_done()


def _channel_target(settings: WebSettings) -> str:
    return Path(settings.snapshots, settings.channel).resolve().name


@contextmanager
def interrupted_after(seconds: float, interrupt: Callable[[], None]) -> Iterator[None]:
    """Call `interrupt` unless the block ends within `seconds`."""
    watch = _watch(seconds, interrupt)
    try:
        yield
    finally:
        _deadlines.pop(watch, None)


# One thread watches all deadlines: a timer per request would cost more than its query.
_deadlines: dict[int, tuple[float, Callable[[], None]]] = {}
_started = threading.Event()
_numbers = iter(range(2**62))


def _watch(seconds: float, interrupt: Callable[[], None]) -> int:
    if not _started.is_set():
        _started.set()
        threading.Thread(target=_interrupt_overdue, name="deadlines", daemon=True).start()
    number = next(_numbers)
    _deadlines[number] = (time.monotonic() + seconds, interrupt)
    return number


def _interrupt_overdue() -> None:
    while True:
        time.sleep(0.25)
        now = time.monotonic()
        for number, (deadline, interrupt) in list(_deadlines.items()):
            if now > deadline and _deadlines.pop(number, None) is not None:
                interrupt()
