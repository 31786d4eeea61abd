"""The metrics table: the timings of all runs, queried with SQL."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from cmsfees.snapshot import rows_as_dicts
from flows.runs.report import Timing

VIEWS = Path(__file__).with_name("metrics.sql")
TYPES: dict[str, type] = {"revision": int, "seconds": float, "bytes": int}
COLUMNS = ("run", "ended_at", *Timing.__dataclass_fields__)
METRIC_SCHEMA = {name: TYPES.get(name, str) for name in COLUMNS}


def ask(home: Path, sql: str) -> list[dict[str, Any]]:
    """Return the rows of a query on `metrics` or `metrics_by_step`; empty before the first run."""
    lines = list(_lines(home))
    if not lines:
        return []
    with duckdb.connect() as con:
        con.register("timings", pl.DataFrame(lines, schema=METRIC_SCHEMA))
        con.execute(VIEWS.read_text())
        return rows_as_dicts(con.execute(sql))


def _lines(home: Path) -> Iterator[dict[str, Any]]:
    """Yield every readable line; a kill or a full disk can truncate one."""
    for path in sorted((home / "runs").glob("*/timings.jsonl")):
        for line in path.read_text(errors="replace").splitlines():
            with suppress(ValueError, TypeError, KeyError):
                timing = json.loads(line)
                yield {name: _typed(timing[name], kind) for name, kind in METRIC_SCHEMA.items()}


def _typed(value: Any, kind: Callable[[Any], Any]) -> Any:
    return None if value is None else kind(value)
