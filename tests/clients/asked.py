"""Answers of a client on a snapshot, compared in tests with those of our own DuckDB."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any


@cache
def asked(python: Path, database: Path, way: str) -> dict[str, Any]:
    """The output of `ask.py` in that Python."""
    command: list[str | Path] = [python, Path(__file__).with_name("ask.py"), database, way]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return dict(json.loads(run.stdout))
