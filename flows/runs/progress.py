"""Progress callback of the current run (default: none)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sources.progress import Progress, ProgressEvent, silent

_watcher: ContextVar[Progress] = ContextVar("watcher", default=silent)


@contextmanager
def watch_progress(by: Progress) -> Iterator[None]:
    """Call `by` for every step while the block runs."""
    token = _watcher.set(by)
    try:
        yield
    finally:
        _watcher.reset(token)


def progress_watcher() -> Progress:
    """Return the current callback; call this before starting threads."""
    return _watcher.get()


def report_progress(kind: str, subject: str, done: int, total: int | None) -> None:
    _watcher.get()(ProgressEvent(kind, subject, done, total))
