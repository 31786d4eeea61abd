"""Mangled members: each loads correctly or is rejected by name; none loads a value not in the file."""

import io
import tempfile
import zipfile
from pathlib import Path
from random import Random

import polars as pl

from sources.release import parse_release
from tests.chaos.tally import Tally
from tests.conftest import REAL_FILES
from tests.transforms.golden_folders import goldens, name_of
from tests.transforms.golden_folders import load as load_golden
from tests.transforms.mangle import mangled
from tests.transforms.test_mangled import _outcome
from transforms.conforming.conform_release import conform_zip
from transforms.errors import ReleaseRejected

REAL = [  # zips whole as CMS posted them, from one of each kind
    ("rvu26a-updated-12-29-2025.zip", "pfs-rvu 2026A"),
    ("rvu22a.zip", "pfs-rvu 2022A"),
    ("january-2026-opps-addendum-b.zip", "opps 2026-01"),
]


def mangle_goldens(count: int, seed: int = 0) -> Tally:
    tally, all_of_them = Tally("mangled members"), goldens()
    right = {golden: load_golden(golden).frame for golden in all_of_them}
    for number in range(count):
        golden = all_of_them[number % len(all_of_them)]
        outcome = _outcome(golden, right[golden], 1_000_000 + seed * count + number)
        tally.add(outcome, f"{name_of(golden)}")
    return tally


def mangle_real(count: int, seed: int = 0) -> Tally:
    """Whole zips of CMS's with one member mangled: loaded with rows that it holds, or refused by name."""
    tally = Tally("mangled zips of CMS's own")
    found = [(path, release) for name, release in REAL if (path := _real(name))]
    for number in range(count if found else 0):
        path, release = found[number % len(found)]
        what = f"{seed}.{number}"
        tally.add(_real_outcome(path.read_bytes(), release, Random(what)), f"{path.name}, seed {what}")
    return tally


def _real(name: str) -> Path | None:
    return next((path for root in REAL_FILES for path in root.glob(f"site/**/{name}")), None)


def _real_outcome(data: bytes, release: str, rng: Random) -> str:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        names = [name for name in old.namelist() if name.lower().endswith((".csv", ".txt"))]
        chosen = rng.choice(names)
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, mangled(content, rng) if name == chosen else content)
    with tempfile.NamedTemporaryFile(suffix=".zip") as file:
        file.write(made.getvalue())
        file.flush()
        try:
            conformed = conform_zip(Path(file.name), parse_release(release))
        except ReleaseRejected as refusal:
            return "refused" if release in str(refusal) else f"refused without its name: {refusal}"
        except Exception as error:
            return f"unnamed {type(error).__name__}: {error}"[:300]
    return "loaded" if isinstance(conformed.loads, pl.DataFrame) else "nothing"
