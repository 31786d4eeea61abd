"""JSON log lines with the run and, if applicable, the release and revision."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

ROOM_LOGGERS = ("cmsfees", "sources", "transforms", "warehouse", "flows")
FIELDS = ("release", "revision", "step", "seconds")


class JsonLines(logging.Formatter):
    """Format one JSON object per record: messages only, no traceback locals, rows or settings."""

    def __init__(self, run: str) -> None:
        super().__init__()
        self.run = run

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "run": self.run,
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name in FIELDS if (value := getattr(record, name, None)) is not None}
        if record.exc_info and record.exc_info[1]:
            line["error"] = type(record.exc_info[1]).__name__
        return json.dumps(line)


@contextmanager
def log_to(path: Path, run: str) -> Iterator[None]:
    """Write our packages' log lines to `path` while the block runs."""
    handler = logging.FileHandler(path)
    handler.setFormatter(JsonLines(run))
    with _attached(handler):
        yield


@contextmanager
def log_to_stderr(run: str) -> Iterator[None]:
    """Write the same lines to standard error while the block runs."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(run))
    with _attached(handler):
        yield


@contextmanager
def _attached(handler: logging.Handler) -> Iterator[None]:
    loggers = [logging.getLogger(name) for name in ROOM_LOGGERS]
    for logger in loggers:
        logger.setLevel(min(logger.level or logging.INFO, logging.INFO))
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
        handler.close()
