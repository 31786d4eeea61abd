"""Web server settings, read from environment variables prefixed with `CMSFEES_`."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from cmsfees.home import data_home


def _text(name: str, default: str) -> str:
    return os.environ.get(f"CMSFEES_{name}", default)


@dataclass(frozen=True)
class WebSettings:
    """The served snapshot and the server's limits."""

    snapshots: Path = field(default_factory=lambda: data_home() / "snapshots")
    channel: str = field(default_factory=lambda: _text("WEB_CHANNEL", "latest"))
    memory: str = field(default_factory=lambda: _text("WEB_MEMORY", "1GB"))  # DuckDB limit per worker
    cache_bytes: int = field(default_factory=lambda: int(_text("WEB_CACHE_MB", "64")) * 2**20)  # per worker
    seconds: float = field(default_factory=lambda: float(_text("WEB_SECONDS", "10")))  # per query
    at_once: int = field(default_factory=lambda: int(_text("WEB_AT_ONCE", "4")))  # per worker
    check_every: float = 1.0  # seconds between checks of the channel
    runs_url: str = field(default_factory=lambda: _text("WEB_RUNS_URL", ""))  # Prefect's UI, linked if set

    @property
    def runs(self) -> Path:
        """The folder of run reports, if the runs used this data root."""
        return self.snapshots.parent / "runs"

    @property
    def duckdb(self) -> dict[str, str]:
        """DuckDB settings: one thread per query, because queries are short and requests run in parallel."""
        return {"threads": "1", "memory_limit": self.memory}
