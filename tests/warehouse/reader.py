"""Reads the latest snapshot over and over until a file `stop` appears; prints what it saw: reader.py ROOT."""

import json
import sys
from pathlib import Path

import duckdb

from cmsfees.channels import resolve


def read_until_stopped(root: Path) -> dict[str, object]:
    """Ids seen, how often it read, and every read that did not show one whole snapshot."""
    seen: set[str] = set()
    reads, faults = 0, []
    while not (root / "stop").exists():
        folder = resolve(root / "snapshots")
        with duckdb.connect(folder / "cmsfees.duckdb", read_only=True) as con:
            codes = con.execute("SELECT count(*), count(DISTINCT release_id) FROM pfs_rvu").fetchall()
            ids = con.execute("SELECT id FROM snapshot").fetchall()
        if codes != [(2, 1)] or ids != [(folder.name,)]:
            faults.append(f"{folder}: {codes} {ids}")
        seen.add(folder.name)
        reads += 1
    return {"seen": sorted(seen), "reads": reads, "faults": faults}


if __name__ == "__main__":
    print(json.dumps(read_until_stopped(Path(sys.argv[1]))))
