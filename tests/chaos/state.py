"""Broken pieces of our own state: every command answers or names what is broken; none shows a traceback."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from typer.testing import CliRunner

from flows.cli.error_messages import error_message
from flows.cli.main import app
from tests.chaos.kills import Roots
from tests.chaos.rooms_worker import run
from tests.chaos.tally import Tally

PIECES = (
    "runs/*/report.json",
    "runs/*/run.json",
    "runs/*/timings.jsonl",
    "runs/*/log.jsonl",
    "snapshots/channels.json",
    "snapshots/latest",
    "snapshots/20*/manifest.json",
    "snapshots/20*/CHANGES.md",
    "snapshots/20*/changes.parquet",
    "snapshots/20*/cmsfees.duckdb",
    "archive/receipts/pfs-rvu/2026A/*.json",
    "archive/revisions/pfs-rvu/2026A/1.json",
    "archive/revisions/asc/2026-01/1.json",
    "archive/files/*/*.zip",
    "archive/pages/**/*.json",
    "conformed/*/*/*.parquet",
)
COMMANDS = ("status", "runs", "doctor", "metrics", "snapshots", "releases", "resume")
ASKING = (("show", "20957", "--on", "2026-02-01"), ("archive", "verify"), ("prune", "--keep", "1"))


def _emptied(path: Path) -> None:
    path.unlink()
    path.write_bytes(b"")


def _halved(path: Path) -> None:
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[: len(data) // 2])


def _zeroed(path: Path) -> None:
    size = path.stat().st_size
    path.unlink()
    path.write_bytes(bytes(min(size, 1 << 16)))


def _of_another_shape(path: Path) -> None:
    path.unlink()
    path.write_text('[{"a": 1}]')


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _pointing_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


DAMAGE: tuple[Callable[[Path], None], ...] = (
    _emptied,
    _halved,
    _zeroed,
    _of_another_shape,
    _a_folder,
    _pointing_nowhere,
    Path.unlink,
)


def break_state(roots: Roots, folder: Path, share: float = 1.0) -> Tally:
    """Each piece broken in each way, on a root of its own."""
    tally, whole = Tally("broken pieces of state"), folder / "whole"
    shutil.copytree(roots.due, whole, symlinks=True)
    run("refresh", whole, roots.url)
    cases = [(piece, damage) for piece in PIECES for damage in DAMAGE]
    for piece, damage in cases[:: max(1, round(1 / share))]:
        home = Path(shutil.copytree(whole, folder / "broken", symlinks=True))
        found = sorted(home.glob(piece))
        if found:
            _break(found[0], damage)
            for outcome in _outcomes(home, roots.url):
                tally.add(outcome, f"{piece} {damage.__name__}")
        shutil.rmtree(home)
    return tally


def _break(path: Path, damage: Callable[[Path], None]) -> None:
    path.parent.chmod(0o755)
    if path.is_symlink() and path.is_dir():
        path.unlink()
        if damage is not Path.unlink:
            path.write_text("")
    else:
        damage(path)


def _outcomes(home: Path, url: str) -> Iterator[str]:
    env = {"CMSFEES_HOME": str(home), "CMSFEES_SITE": url, "CMSFEES_SPACING": "0", "COLUMNS": "200"}
    worst = "answered"
    for words in [*((name, "--json") for name in COMMANDS), *ASKING]:
        result = CliRunner().invoke(app, list(words), env=env)
        error = result.exception
        if error and not isinstance(error, SystemExit):
            if error_message(error) is None:  # type: ignore[arg-type]
                yield f"{' '.join(words)}: unnamed {type(error).__name__}: {error}"[:300]
                return
            worst = "answered, named"
        elif words[-1] == "--json":
            json.loads(result.stdout)
    os.environ.pop("CMSFEES_HOME", None)
    try:
        run("publish", home, url)
    except Exception as error:
        if error_message(error) is None:
            yield f"publish: unnamed {type(error).__name__}: {error}"[:300]
            return
        worst = "answered, named"
    yield worst
