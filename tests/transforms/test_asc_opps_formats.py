"""Where a release ships an addendum as text and as a workbook, both say the same in every cell."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from sources.release import Release, parse_release
from transforms.choose import Contents, held_as, open_zip
from transforms.conformed import conform_member
from transforms.table import Table
from transforms.tables import TABLES

RELEASES = {
    "asc 2025-01": "january-2025-asc-approved-hcpcs-code-and-payment-rates.zip",
    "opps-final-rule 2025": "2025-nfrm-opps-addenda.zip",
}
# CMS's text of the 2025 rule has ? where the workbook has a bullet, a curly quote or a hard hyphen.
LOST_IN_TEXT = r"[^\x00-\x7F]|\?"


def tables_of(release: str) -> list[Table]:
    return [table for table in TABLES.values() if release.split()[0] in table.series]


def read(table: Table, form: str, contents: Contents, release: Release) -> pl.DataFrame:
    (held,) = table.held_in
    (source,) = held_as(form, held, contents)
    frame = conform_member(table, held, source, release).frame
    return frame.with_columns(pl.col(pl.String).str.replace_all(LOST_IN_TEXT, "?"))


@pytest.mark.real
@pytest.mark.parametrize("name", RELEASES)
def test_text_and_workbook_say_the_same(real_files: Path, name: str) -> None:
    release = parse_release(name)
    contents = open_zip(real_files / "site/files/zip" / RELEASES[name], release)
    text = "csv" if release.series == "asc" else "txt"
    for table in tables_of(name):
        said, shown = (read(table, form, contents, release) for form in (text, "xlsx"))
        assert said.height > 0
        assert_frame_equal(said, shown)
