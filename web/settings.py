"""Web server settings, read from environment variables prefixed with `CMSFEES_`."""

import os
import re
from dataclasses import dataclass, field
from math import inf, nan
from pathlib import Path

from cmsfees.home import data_home

NOT_WORTH_PLANNING = "common_subexpressions,common_subplan"
MEMORY = re.compile(r"\d+(\.\d+)?\s*[KMGT]i?B")


class InvalidSetting(ValueError):
    """A `CMSFEES_WEB_…` variable whose value cannot be used."""


def _text(name: str, default: str) -> str:
    return os.environ.get(f"CMSFEES_{name}", default)


def _number(name: str, default: str, least: float) -> float:
    """Return the variable's number; raises `InvalidSetting` for text, or below `least`."""
    text = _text(name, default)
    try:
        number = float(text)
    except ValueError:
        number = nan
    if not least <= number < inf:
        raise InvalidSetting(f"CMSFEES_{name}: {text!r} is not valid; expected a number from {least:g}")
    return number


def _memory() -> str:
    text = _text("WEB_MEMORY", "1GB")
    if not MEMORY.fullmatch(text):
        raise InvalidSetting(f"CMSFEES_WEB_MEMORY: {text!r} is not valid; expected an amount such as 1GB")
    return text


@dataclass(frozen=True)
class WebSettings:
    """The served snapshot and the server's limits."""

    snapshots: Path = field(default_factory=lambda: data_home() / "snapshots")
    channel: str = field(default_factory=lambda: _text("WEB_CHANNEL", "latest"))
    memory: str = field(default_factory=_memory)  # DuckDB limit; it and the next are per worker
    cache_bytes: int = field(
        default_factory=lambda: int(_number("WEB_CACHE_MB", "64", 0) * 2**20)
    )  # per worker
    seconds: float = field(default_factory=lambda: _number("WEB_SECONDS", "10", 0.1))  # per query
    at_once: int = field(default_factory=lambda: int(_number("WEB_AT_ONCE", "4", 1)))  # per worker
    check_every: float = 1.0  # seconds between checks of the channel
    runs_url: str = field(default_factory=lambda: _text("WEB_RUNS_URL", ""))  # Prefect's UI, linked if set

    @property
    def runs(self) -> Path:
        """The folder of run reports, if the runs used this data root."""
        return self.snapshots.parent / "runs"

    @property
    def duckdb(self) -> dict[str, str]:
        """DuckDB settings: one thread per query, because queries are short and requests run in parallel.

        Planning is most of the cost of cards and payments: without the search for common subexpressions they
        take 6% less CPU. Other queries, also of many rows, take the same.
        """
        return {"threads": "1", "memory_limit": self.memory, "disabled_optimizers": NOT_WORTH_PLANNING}
