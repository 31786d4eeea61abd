"""The metrics table: the timings that every run leaves in its folder, asked with SQL."""

from pathlib import Path
from typing import Any

import duckdb

VIEWS = Path(__file__).with_name("metrics.sql")


def ask(home: Path, sql: str) -> list[dict[str, Any]]:
    """Rows of a query on `metrics` or `metrics_by_step`; none before the first run."""
    files = [str(path) for path in (home / "runs").glob("*/timings.jsonl") if path.stat().st_size]
    if not files:
        return []
    with duckdb.connect() as con:
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        con.execute(VIEWS.read_text().format(files=f"[{listed}]"))
        cursor = con.execute(sql)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
