"""How the formats of one table in one zip differ; the reviewed answer is in `format_differences.tsv`.

python -m tests.transforms.formats ../shared/cms site/files/zip/rvu22a.zip "pfs-rvu 2022A"
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from sources.release import parse_release
from transforms.conforming.load_tables import load_tables
from transforms.conforming.loaded_table import LoadedTable
from transforms.conforming.renderings import differences as differing_columns
from transforms.corrections.load import NO_CORRECTIONS
from transforms.reading.select_members import open_zip
from transforms.tables import tables_of

DIFFERENCES = Path(__file__).parent / "format_differences.tsv"
Difference = tuple[str, str, str, str, int]


def differences(real_files: Path, path: str, release: str) -> set[Difference]:
    """(release, table, other member, column, rows) wherever a member says other than the one we load."""
    contents = open_zip(real_files / path, parse_release(release))
    return {
        (release, load.table.name, other, column, rows)
        for load in load_tables(tables_of(contents.release.series), contents, NO_CORRECTIONS, "all")
        for other, column, rows in _compared(load)
    }


def _compared(load: LoadedTable) -> Iterator[tuple[str, str, int]]:
    for group in load.groups:
        for other in group.renderings:
            if other.refusal:
                yield other.name, type(other.refusal).__name__, 0
            elif group.loaded and other is not group.loaded:
                for column, rows in differing_columns(load.table, group.loaded.frame, other.frame):
                    yield other.name, column, rows


if __name__ == "__main__":
    root, path, release = sys.argv[1:]
    for difference in sorted(differences(Path(root), path, release)):
        sys.stdout.write("\t".join(map(str, difference)) + "\n")
