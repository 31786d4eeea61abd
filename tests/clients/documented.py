"""Run a documented or example command exactly as written."""

import os
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def environment(programs: Path, **variables: str | Path) -> dict[str, str]:
    """Return this process's environment plus these variables, with the folder first on PATH."""
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, **{name: str(value) for name, value in variables.items()}}


def run_documented(file: str, begins: str, env: dict[str, str], cwd: Path = PROJECT, typed: str = "") -> str:
    """Return the output of the file's command that starts like this."""
    lines = (line.lstrip("-/ ") for line in (PROJECT / file).read_text("utf-8").splitlines())
    [command] = [line for line in lines if line.startswith(begins)]
    run = subprocess.run(
        command, shell=True, cwd=cwd, env=env, input=typed, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, f"{command}\n{run.stderr}"
    return run.stdout
