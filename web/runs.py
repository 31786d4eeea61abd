"""Find the run that published a snapshot, from the reports in the data root."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class PublishedBy:
    """The run's folder name under `runs/`, and its URL in Prefect's UI, if known."""

    run: str
    url: str


@lru_cache(maxsize=4)
def published_by(runs: Path, snapshot_id: str, ui: str) -> PublishedBy | None:
    """Return the run, or None: reports are pruned, and a snapshot may come from another machine."""
    for path in sorted(runs.glob("*/report.json"), reverse=True):
        report = _read(path)
        if report.get("snapshot") == snapshot_id and report.get("is_new"):
            flow_run = report.get("flow_run")
            link = f"{ui.rstrip('/')}/runs/flow-run/{flow_run}" if ui and flow_run else ""
            return PublishedBy(path.parent.name, link)
    return None


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
