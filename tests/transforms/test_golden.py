"""Every golden folder loads to exactly its expected rows."""

import polars as pl
import pytest

from tests.transforms.golden_folders import Golden, as_csv, goldens, load, name_of
from transforms.errors import Location
from transforms.reading.read_member import parse_member
from transforms.reading.text import as_utf8
from transforms.table import LEVEL_TWO
from transforms.tables import TABLES


@pytest.mark.parametrize("golden", goldens(), ids=name_of)
def test_golden(golden: Golden) -> None:
    loaded = load(golden)
    assert as_csv(loaded.frame) == golden.expected
    assert as_csv(loaded.set_aside.select("line", "reason")) == golden.set_aside
    assert loaded.rows_in == loaded.frame.height + loaded.duplicate_rows + loaded.set_aside.height
    assert dict(loaded.frame.schema) == {column.name: column.type for column in golden.table.columns}


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_golden_folder(table: str) -> None:
    assert any(golden.table.name == table for golden in goldens())


@pytest.mark.parametrize("golden", goldens(), ids=name_of)
def test_no_golden_file_holds_an_owned_descriptor(golden: Golden) -> None:
    """CPT text is the AMA's and D codes' the ADA's: in the fixtures themselves each reads `descriptor`."""
    described = [column for column in golden.table.columns if column.descriptor_of]
    if not described or golden.member.form == "xlsx":
        return
    place = Location(golden.release, golden.member.name, golden.table.name)
    frame = parse_member(golden.table, as_utf8(golden.member.data, place), place).frame
    for column in (column for column in described if column.name in frame.columns):
        owned = frame.filter(~pl.col(column.descriptor_of).str.contains(LEVEL_TWO))
        assert set(owned[column.name].drop_nulls()) <= {"descriptor"}
