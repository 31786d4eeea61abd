"""Metadata of a snapshot: one row inside the file, and `manifest.json` next to it."""

import hashlib
import json
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from cmsfees.channels import MANIFEST
from cmsfees.snapshot import rows_as_dicts
from sources.atomic import write_atomic
from warehouse.build.digest import TableDigests, content_digest, views_version
from warehouse.build.versions import tables_version
from warehouse.database import SQL, insert

OF_CODE = ("inputs", "code_commit", "checks_version", "checks", "accepted_checks")
NEWEST = "SELECT coalesce(max(year(service_from) || 'Q' || quarter(service_from)), 'empty') FROM releases"


def write_snapshot_row(con: duckdb.DuckDBPyConnection, digests: TableDigests, inputs: str) -> dict[str, Any]:
    """Write the file's own id and lineage into its table `snapshot`, and return that row."""
    digest = content_digest(digests)
    newest = con.execute(NEWEST).fetchall()[0][0]
    row = {
        "id": f"{newest}-{digest[:8]}",
        "content_digest": digest,
        "inputs": inputs,
        "newest_quarter": newest,
        "code_version": version("cmsfees"),
        "tables_version": tables_version(),
        "views_version": views_version(),
        "built_at": datetime.now(UTC).replace(tzinfo=None),
        "duckdb_version": duckdb.__version__,
        "polars_version": pl.__version__,
    }
    con.execute("DELETE FROM snapshot")
    insert(con, "snapshot", pl.DataFrame([row]))
    return row


def write_manifest(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    row: dict[str, Any],
    digests: TableDigests,
    linked: Mapping[str, dict[str, Any]],
) -> None:
    """Write `manifest.json`, the last file of a snapshot: id, releases, tables, checks, parity and files.

    `linked` maps the files shared with the previous snapshot to their entries, so they are not hashed again.
    """
    files = {str(file.relative_to(folder)): file for file in sorted(folder.rglob("*")) if file.is_file()}
    manifest = {
        **row,
        "code_commit": _commit(),
        "releases": _rows(
            con, "SELECT release_id, label, sha256, known_from, url FROM releases ORDER BY ALL"
        ),
        "tables": {name: {"rows": rows, "digest": digest} for name, (rows, digest) in digests.items()},
        "accepted_checks": rows_as_dicts(con.execute("FROM accepted_checks ORDER BY ALL")),
        "checks": _rows(con, "SELECT name, severity, failures FROM checks ORDER BY ALL"),
        "parity": _rows(con, "FROM parity ORDER BY ALL"),
        "files": {name: linked.get(name) or _file(file) for name, file in files.items()},
    }
    _write(folder, manifest)


def update_manifest(folder: Path, staged: Path) -> None:
    """Record what the code found that built the same content again in `staged`; the files stay."""
    known, rebuilt = (json.loads((path / MANIFEST).read_bytes()) for path in (folder, staged))
    _write(folder, known | {name: rebuilt[name] for name in OF_CODE})
    (folder / MANIFEST).chmod(0o444)


def _write(folder: Path, manifest: Mapping[str, Any]) -> None:
    text = json.dumps(manifest, indent=1, default=str, ensure_ascii=False)
    write_atomic(folder / MANIFEST, text + "\n")


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    return rows_as_dicts(con.execute(query))


def _file(file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        return {"size": file.stat().st_size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}


def _commit() -> str | None:
    """Return the commit of the checkout that the code runs from, if any."""
    command = ["git", "-C", str(SQL), "rev-parse", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError:
        return None
    return found.stdout.strip() or None
