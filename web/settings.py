"""What the web server reads from the environment, each name prefixed with `CMSFEES_`."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from cmsfees.home import data_home


def _text(name: str, default: str) -> str:
    return os.environ.get(f"CMSFEES_{name}", default)


@dataclass(frozen=True)
class WebSettings:
    """Which snapshot is served, and within which limits."""

    snapshots: Path = field(default_factory=lambda: data_home() / "snapshots")
    channel: str = field(default_factory=lambda: _text("WEB_CHANNEL", "latest"))
    memory: str = field(default_factory=lambda: _text("WEB_MEMORY", "1GB"))  # of DuckDB, per worker
    cache_bytes: int = field(default_factory=lambda: int(_text("WEB_CACHE_MB", "64")) * 2**20)  # per worker
    seconds: float = field(default_factory=lambda: float(_text("WEB_SECONDS", "10")))  # per query
    at_once: int = field(default_factory=lambda: int(_text("WEB_AT_ONCE", "4")))  # queries, per worker
    check_every: float = 1.0  # seconds between two looks at the channel
    runs_url: str = field(default_factory=lambda: _text("WEB_RUNS_URL", ""))  # Prefect's UI, linked if named

    @property
    def runs(self) -> Path:
        """Reports of the runs that published here, where this is the data root that they ran in."""
        return self.snapshots.parent / "runs"

    @property
    def duckdb(self) -> dict[str, str]:
        """DuckDB's settings: look-ups are short, so requests are the parallel part."""
        return {"threads": "1", "memory_limit": self.memory}
