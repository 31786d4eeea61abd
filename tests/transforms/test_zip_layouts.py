"""CMS's layout documents in the ZIP code zip, October 2025, say the same positions as our line layouts."""

import re
import zipfile
from pathlib import Path

import polars as pl
import pytest

from tests.transforms.count_rows import pinned
from transforms.reading.fixed_columns import cut_by_layout
from transforms.zip_codes.family import ZIP_LOCALITY

LENGTH = 80
DIGITS = "1234567890"  # one per column
COLUMNS = {
    "State": "us_state",
    "Zip Code": "zip_code",
    "Carrier": "mac",
    "Pricing Locality": "locality",
    "Rural Indicator": "rural_indicator",
    "Bene Lab CB Locality": "lab_locality",
    "Rural Indicator2": "rural_indicator_2006",
    "Plus Four Flag": "plus_four_flag",
    "Plus Four": "plus_four",
    "Part B Payment Indicator": "part_b_indicator",
    "Year/Quarter": "period",
}
ZIP5_LAYOUT = """
State                       1    2   2
Zip Code                    3    7   5
Carrier                     8   12   5
Pricing Locality           13   14   2
Rural Indicator            15   15   1
Bene Lab CB Locality       16   17   2
Rural Indicator2           18   18   1
Filler                     19   20   2
Plus Four Flag             21   21   1
Part B Payment Indicator   23   23   1
Filler                     24   75  53
Year/Quarter               76   80   5
"""
ZIP9_LAYOUT = """
State                       1    2   2
Zip Code                    3    7   5
Carrier                     8   12   5
Pricing Locality           13   14   2
Rural Indicator            15   15   1
Filler                     16   20   5
Plus Four Flag             21   21   1
Plus Four                  22   25   4
Filler                     26   31   6
Part B Payment Indicator   32   32   1
Filler                     33   75  43
Year/Quarter               76   80   5
"""
FIELD = re.compile(r"^(\w[\w/ ]*?)\s+(\d+)\s+(\d+)\s+\d+\b", re.MULTILINE)
DOCUMENTS = {"ZIP5lyout.txt": ZIP5_LAYOUT, "ZIP9lyout.txt": ZIP9_LAYOUT}


def positions(document: str) -> dict[str, tuple[int, int]]:
    """Our column → first and last character, counted from 1, fillers apart."""
    fields = FIELD.findall(document)
    return {COLUMNS[name]: (int(first), int(last)) for name, first, last in fields if name != "Filler"}


@pytest.mark.parametrize(
    ("layout", "document"), list(zip(ZIP_LOCALITY.line_layouts, DOCUMENTS, strict=True)), ids=DOCUMENTS
)
def test_columns_are_where_the_document_says(layout: str, document: str) -> None:
    line = ""
    expected = {}
    for digit, (name, (first, last)) in zip(DIGITS, positions(DOCUMENTS[document]).items(), strict=False):
        expected[name] = digit * (last - first + 1)
        line = line.ljust(first - 1) + expected[name]
    found = pl.select(cut_by_layout(layout, pl.lit(line)).alias("cells")).unnest("cells").row(0, named=True)
    assert (len(line), found) == (LENGTH, expected)


@pytest.mark.real
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_documents_are_as_typed_here(real_files: Path, name: str) -> None:
    path = pinned().filter(release="zip-locality 2025Q4")["path"][0]
    with zipfile.ZipFile(real_files / path) as opened:
        document = opened.read(name).decode("latin-1").expandtabs()
    assert positions(document) == positions(DOCUMENTS[name])
