"""How the formats of one table in one zip differ; the reviewed answer is in `format_differences.tsv`.

python -m tests.transforms.formats ../shared/cms site/files/zip/rvu22a.zip "pfs-rvu 2022A"
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from sources.release import Release, parse_release
from transforms.conforming.conform_release import conform_member
from transforms.errors import ReleaseRejected
from transforms.reading.select_members import Source, ZipContents, matching_members, open_zip
from transforms.table import MemberPattern, Table
from transforms.tables import tables_of

DIFFERENCES = Path(__file__).parent / "format_differences.tsv"
Difference = tuple[str, str, str, str, int]


def differences(real_files: Path, path: str, release: str) -> set[Difference]:
    """(release, table, other member, column, rows) wherever a member says other than the one we load."""
    contents = open_zip(real_files / path, parse_release(release))
    return {
        (release, table.name, other.name, column, rows)
        for table in tables_of(contents.release.series)
        for held in table.members
        for loaded, other in _pairs(held, contents)
        for column, rows in _compared(table, held, loaded, other, contents.release)
    }


def _pairs(held: MemberPattern, contents: ZipContents) -> Iterator[tuple[Source, Source]]:
    sources = [source for form in held.formats for source in matching_members(form, held, contents)]
    return ((sources[0], other) for other in sources[1:])


def _compared(
    table: Table, held: MemberPattern, loaded: Source, other: Source, release: Release
) -> Iterator[tuple[str, int]]:
    left = conform_member(table, held, loaded, release).frame
    try:
        right = conform_member(table, held, other, release).frame
    except ReleaseRejected as refusal:
        yield type(refusal).__name__, 0
        return
    both = left.join(right, on=table.key, how="inner", nulls_equal=True, suffix="·")
    if rows := left.height + right.height - 2 * both.height:
        yield "a row of one only", rows
    for column in left.columns:
        differs = pl.col(column).ne_missing(pl.col(f"{column}·"))
        if column not in table.key and (rows := both.filter(differs).height):
            yield column, rows


if __name__ == "__main__":
    root, path, release = sys.argv[1:]
    for difference in sorted(differences(Path(root), path, release)):
        sys.stdout.write("\t".join(map(str, difference)) + "\n")
