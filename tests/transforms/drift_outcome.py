"""Outcomes of a drifted posting: right, in part, in doubt, or wrong.

python -m tests.transforms.drift_outcome ../shared/cms [first seed] [share of the kinds] [alone|pairs]
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import polars as pl

from sources.release import Release, parse_release
from tests.transforms.count_rows import pinned
from tests.transforms.drift import KINDS as SEEN
from tests.transforms.drift import Members, Posting, target_of
from tests.transforms.drift_adverse import ADVERSE
from tests.transforms.workbook import zip_of
from transforms.conforming.conform_release import ConformedRelease, conform_zip
from transforms.corrections.load import NO_CORRECTIONS
from transforms.errors import ReleaseRejected
from transforms.reading.members import read_members
from transforms.table import TEXT, Table
from transforms.tables import TABLES

KINDS = SEEN | ADVERSE
BROKEN_BY_KIND = ("side_file_broken", "side_file_gone")


@dataclass(frozen=True)
class Truth:
    """A posting as it is, and what it comes to."""

    posting: Posting
    held: ConformedRelease


def truth(path: Path, release: Release) -> Truth:
    held = conform_zip(path, release, NO_CORRECTIONS, "none")
    members = {member.name: member.data for member in read_members(path, release)}
    loads = held.loads.select("table_name", "member").rows()
    found = (target_of(TABLES[t], name, members[name], release) for t, name in loads if name in members)
    return Truth(Posting(release, members, tuple(target for target in found if target)), held)


def drifted(true: Truth, kinds: tuple[str, ...], rng: Random) -> tuple[Members, str] | None:
    """The members after the kinds, all on one member, and its table; every other time without its twins."""
    posting = true.posting
    if not posting.targets:
        return None
    target = rng.choice(posting.targets)
    if rng.random() < 0.5 and "cut_twin" not in kinds:
        stem = target.name.rpartition(".")[0]
        twins = [n for n in posting.members if n.startswith(f"{stem}.") and n != target.name]
        kept = {name: data for name, data in posting.members.items() if name not in twins}
        posting = Posting(posting.release, kept, posting.targets)
    for kind in kinds:
        again = target_of(target.table, target.name, posting.members.get(target.name, b""), posting.release)
        if again is None:
            return None
        members = KINDS[kind](posting, again, rng)
        if members is None:
            return None
        posting = Posting(posting.release, members, posting.targets)
    return posting.members, target.table.name


def outcome(true: Truth, members: Members, table: str, kinds: tuple[str, ...]) -> str:
    """`right`, `in part` (what a kind broke is missing), `doubt: why` or `wrong: where`."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(zip_of(members))
        try:
            held = conform_zip(path, true.posting.release, NO_CORRECTIONS, "none")
        except ReleaseRejected as refusal:
            return f"doubt: {refusal}"
    reasons = dict(held.missing.select("table_name", "reason").rows())
    for name, frame in true.held.frames.items():
        if name not in held.frames or name in reasons:
            continue
        where = _wrong(TABLES[name], frame, held.frames[name], held)
        if where and not _is_another_rendering(true, name, held, members):
            return f"wrong: {name} {where}"
    missing = {name for name in true.held.frames if name not in held.frames or name in reasons}
    if unsaid := missing - set(reasons) - {name for name in missing if not TABLES[name].expected}:
        return f"wrong: {unsaid} missing in silence"
    if not missing:
        return "right"
    broken = missing == {table} and set(kinds) & set(BROKEN_BY_KIND)
    return "in part" if broken else f"doubt: {[reasons.get(name, '') for name in missing]}"


def _is_another_rendering(true: Truth, table: str, held: ConformedRelease, members: Members) -> bool:
    """Whether it is CMS's own other file, as posted: 12LOCCO.txt has 00 where its csv has 99."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zip"
        path.write_bytes(zip_of(true.posting.members))
        whole = conform_zip(path, true.posting.release, NO_CORRECTIONS, "all").records["renderings"]
    own = set(whole.filter(table_name=table).filter(pl.col("outcome") == "whole")["member"])
    loaded = held.loads.filter(table_name=table)["member"].to_list()
    posted = {name.partition("!")[0] for name in loaded if name in own}
    return len(posted) == len(loaded) and all(
        members.get(name) == true.posting.members[name] for name in posted
    )


def _wrong(table: Table, right: pl.DataFrame, found: pl.DataFrame, held: ConformedRelease) -> str:
    """Rows that CMS did not print, or rows lost without a record; prose apart, which nothing can verify.

    What only a header states (the national factor of ANES.csv) another rendering may lack as a whole.
    """
    names = [c.name for c in table.columns if c.type != TEXT or c.valid or c.name in table.key]
    stated = {c.name for c in table.columns if not c.header and c.name not in table.key}
    names = [n for n in names if n not in stated or found[n].null_count() < found.height]
    unreadable = held.set_aside.filter(table_name=table.name).height
    extra = found.select(names).join(right.select(names), on=names, how="anti", nulls_equal=True)
    lost = right.select(names).join(found.select(names), on=names, how="anti", nulls_equal=True)
    if extra.height:
        return f"{extra.height} rows such as {extra.row(0)}"
    return f"{lost.height} rows lost" if lost.height > unreadable else ""


def trials(
    root: Path, kinds_each: int, seed: int, share: float = 1.0
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """(release, kinds, outcome): every kind alone on every zip, or as many pairs."""
    zips = pinned().filter(~pl.col("path").str.contains("ptp-edits")).select("path", "release")
    for path, name in zips.unique(maintain_order=True).rows():
        chosen = {
            kind: rng
            for kind in KINDS
            if (rng := Random(f"{name} {kind} {kinds_each} {seed}")).random() <= share
        }
        true = truth(root / path, parse_release(name)) if chosen else None
        for kind, rng in chosen.items():
            kinds = (kind,) if kinds_each == 1 else (rng.choice([k for k in KINDS if k != kind]), kind)
            if true and (made := drifted(true, kinds, rng)):
                yield name, kinds, outcome(true, *made, kinds)


if __name__ == "__main__":
    root, seed, share, each = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    counts: Counter[str] = Counter()
    for release, kinds, result in trials(root, each, seed, share):
        counts[result.partition(":")[0]] += 1
        if result not in ("right", "in part"):
            print(release, "+".join(kinds), result[:500], sep=" | ", flush=True)
    print(dict(counts))
