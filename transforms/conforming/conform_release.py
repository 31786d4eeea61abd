"""Convert a release's zip to typed frames, and to Parquet keyed by the bytes' hash and the code version."""

import hashlib
import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

import sources.release
import transforms
from sources.release import Release
from transforms.conforming.conformed_folder import is_conformed, write_conformed
from transforms.conforming.load_records import load_records
from transforms.conforming.load_tables import load_tables
from transforms.corrections.load import Corrections, corrections_of, corrections_of_file, operator_folder
from transforms.errors import Location, UnknownSeries
from transforms.reading.select_members import open_zip, unclaimed_members
from transforms.tables import FAMILIES, IGNORED_MEMBERS, tables_of

TRANSFORMS, RELEASE_CODE = Path(transforms.__file__).parent, Path(sources.release.__file__)
IMPORTED = re.compile(r"^from transforms\.(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class ConformedRelease:
    """A release's tables by name, and the load records of every member, table, column and row."""

    frames: dict[str, pl.DataFrame]
    records: dict[str, pl.DataFrame]

    @property
    def loads(self) -> pl.DataFrame:
        return self.records["load_counts"]

    @property
    def set_aside(self) -> pl.DataFrame:
        return self.records["set_aside"]

    @property
    def missing(self) -> pl.DataFrame:
        """Return the expected tables that were not loaded; the release is then loaded in part."""
        return self.records["tables_missing"]


def conform_zip(
    path: Path, release: Release, corrections: Corrections | None = None, compare: str = "cheap"
) -> ConformedRelease:
    """Load each table of the zip independently.

    Raises `ReleaseRejected`, with release, member, line, expected and found, if a required table is
    rejected. `corrections` defaults to the project's. `compare` sets how many renderings of a table are
    compared: `none`, `cheap` or `all`.
    """
    tables = tables_of(release.series)
    if not tables:
        raise UnknownSeries(Location(release), "a series of a declared table", release.series)
    contents = open_zip(path, release)
    corrections = corrections_of_file(release, path) if corrections is None else corrections
    loads = load_tables(tables, contents, corrections, compare)
    used = {rendering.name for load in loads for rendering in load.loaded}
    unclaimed = unclaimed_members(tables, contents, IGNORED_MEMBERS.get(release.series, {}))
    strangers = [member for member in unclaimed if member.name not in used]
    frames = {load.table.name: load.frame for load in loads if load.frame is not None}
    return ConformedRelease(frames, load_records(loads, strangers, corrections))


def conform_to(root: Path, path: Path, sha256: str, release: Release, compare: str = "cheap") -> Path:
    """Write `<table>.parquet` and load records once per bytes, code and corrections; return the folder."""
    folder = conformed_folder(root, sha256, release)
    if is_conformed(folder):
        return folder
    shutil.rmtree(folder, ignore_errors=True)  # part of it was lost
    conformed = conform_zip(path, release, _corrections(root, sha256, release), compare)
    write_conformed(folder, {**conformed.frames, **conformed.records})
    return folder


def conformed_folder(root: Path, sha256: str, release: Release) -> Path:
    """Return the folder for these bytes, this code version and these corrections; it may not exist."""
    corrections = _corrections(root, sha256, release).digest
    version = transform_version(release.series) + (f"-{corrections}" if corrections else "")
    return root / sha256[:2] / f"{sha256}-{version}"


def _corrections(root: Path, sha256: str, release: Release) -> Corrections:
    return corrections_of(release, sha256, [operator_folder(root)])


@cache
def transform_version(series: str, room: Path = TRANSFORMS, release: Path = RELEASE_CODE) -> str:
    """Return a short hash of the code that conforms the series: shared code, its family and what that uses.

    A series that is only archived has no family. `room` is the folder of transforms, `release` the module of
    releases.
    """
    families = {family.__name__.split(".")[1]: family for family in FAMILIES}
    own = {name for name, f in families.items() if any(series in table.series for table in f.TABLES)}
    used = _used(own, room)
    digest = hashlib.sha256(pl.__version__.encode() + release.read_bytes())
    data = [room / "indicators.tsv"] if "indicators" in used else []
    for file in [*sorted(room.rglob("*.py")), *data]:
        if file.parent.name not in families.keys() - used:
            digest.update(str(file.relative_to(room)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _used(names: set[str], room: Path) -> set[str]:
    """Return the parts of transforms that families' folders import from, themselves and theirs included."""
    used: set[str] = set()
    found = names
    while found:
        used |= found
        files = [file for part in found for file in (room / part).glob("*.py")]
        found = {part for file in files for part in IMPORTED.findall(file.read_text("utf-8"))} - used
    return used
