"""A release's zip to typed frames, and to Parquet kept by the bytes' hash and the version of the code."""

import hashlib
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl

import sources.release
import transforms
from sources.release import Release
from transforms.conforming.conform_table import ConformedTable, conform_table, duplicate_keys
from transforms.errors import ConflictingMembers, Location, UnknownSeries
from transforms.reading.member_period import reject_other_period
from transforms.reading.read_member import parse_member, parse_sheet
from transforms.reading.select_members import Source, open_zip, reject_unclaimed_members, select_members
from transforms.reading.sheets import Sheet
from transforms.reading.text import as_utf8
from transforms.table import MemberPattern, Table
from transforms.tables import FAMILIES, IGNORED_MEMBERS, tables_of

COUNTS = ("rows_in", "rows_loaded", "rows_folded", "rows_set_aside", "repaired")
LOADS = pl.Schema(dict.fromkeys(("table_name", "member"), pl.String()) | dict.fromkeys(COUNTS, pl.Int64()))
SET_ASIDE = pl.Schema(dict.fromkeys(("table_name", "member", "line", "reason", "row"), pl.String()))
SET_ASIDE["line"] = pl.Int64()
ConformedTables = list[tuple[Table, str, ConformedTable]]  # with the member's name


@dataclass(frozen=True)
class ConformedRelease:
    """A release's tables by name, and what became of every row of every member that was read."""

    frames: dict[str, pl.DataFrame]
    loads: pl.DataFrame
    set_aside: pl.DataFrame


def conform_zip(path: Path, release: Release) -> ConformedRelease:
    """All tables of the zip; raises `ReleaseRejected` with release, member, line, expected and found."""
    tables = tables_of(release.series)
    if not tables:
        raise UnknownSeries(Location(release), "a series that a table names", release.series)
    contents = open_zip(path, release)
    loads = [
        (table, source.name, conform_member(table, held, source, release))
        for table in tables
        for held, source in select_members(table, contents)
    ]
    reject_other_period(release, [name for _, name, _ in loads])
    reject_unclaimed_members(tables, contents, IGNORED_MEMBERS.get(release.series, {}))
    return _merge_members(release, loads)


def conform_member(table: Table, held: MemberPattern, source: Source, release: Release) -> ConformedTable:
    """One table out of one member."""
    place = Location(release, source.name, table.name)
    if isinstance(source, Sheet):
        reading = parse_sheet(table, source, place)
    else:
        text = as_utf8(source.data, place)
        reading = replace(parse_member(table, text, place), is_ascii=text is source.data)
    said = [pl.lit(text, pl.String).alias(name) for name, text in held.constants.items()]
    return conform_table(table, replace(reading, frame=reading.frame.with_columns(said)))


def conform_to(root: Path, path: Path, sha256: str, release: Release) -> Path:
    """The folder of `<table>.parquet`, `loads.parquet`, `set_aside.parquet`, made once per bytes and code."""
    folder = conformed_folder(root, sha256, release)
    if folder.is_dir():
        return folder
    conformed = conform_zip(path, release)
    frames = {**conformed.frames, "loads": conformed.loads, "set_aside": conformed.set_aside}
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".partial-"))
    try:
        for name, frame in frames.items():
            # Read whole and once: no statistics; small row groups are quicker to write.
            frame.write_parquet(partial / f"{name}.parquet", statistics=False, row_group_size=1 << 16)
        _rename(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder


def conformed_folder(root: Path, sha256: str, release: Release) -> Path:
    """Where these bytes, read by this code, are or will be."""
    return root / sha256[:2] / f"{sha256}-{transform_version(release.series)}"


@cache
def transform_version(series: str) -> str:
    """Short hash of the code that conforms the series: what all families share, and the family's folder."""
    room = Path(transforms.__file__).parent
    homes = {room / family.__name__.split(".")[1]: family for family in FAMILIES}
    others = {home for home, f in homes.items() if not any(series in table.series for table in f.TABLES)}
    digest = hashlib.sha256(pl.__version__.encode())
    for file in [Path(sources.release.__file__), *sorted(room.rglob("*.py"))]:
        if not others & set(file.parents):
            digest.update(f"{file.parent.name}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _merge_members(release: Release, loads: ConformedTables) -> ConformedRelease:
    frames: dict[str, pl.DataFrame] = {}
    for table in {table.name: table for table, _, _ in loads}.values():
        parts = {member: load.frame for loaded, member, load in loads if loaded is table}
        frames[table.name] = pl.concat(parts.values())
        _reject_conflicting_keys(
            Location(release, ", ".join(parts), table.name), frames[table.name], table.key, len(parts)
        )
    counts = [
        (
            table.name,
            name,
            load.rows_in,
            load.frame.height,
            load.duplicate_rows,
            load.set_aside.height,
            load.repaired,
        )
        for table, name, load in loads
    ]
    aside = [
        load.set_aside.with_columns(table_name=pl.lit(table.name), member=pl.lit(name))
        .select(SET_ASIDE.names())
        .cast(SET_ASIDE)
        for table, name, load in loads
    ]
    return ConformedRelease(frames, pl.DataFrame(counts, schema=LOADS, orient="row"), pl.concat(aside))


def _reject_conflicting_keys(
    place: Location, frame: pl.DataFrame, key: tuple[str, ...], members: int
) -> None:
    shared = duplicate_keys(frame, key) if members > 1 else frame.clear()
    if shared.height:
        found = f"{shared.height} rows that share keys, such as {shared.select(key).row(0)}"
        raise ConflictingMembers(place, "each key in one member", found)


def _rename(partial: Path, folder: Path) -> None:
    try:
        partial.replace(folder)
    except OSError:
        if not folder.is_dir():  # else another process was quicker with the same bytes and code
            raise
