"""csv, txt and workbook of one release say the same, but for the differences of CMS's own making."""

from pathlib import Path

import polars as pl
import pytest

from tests.transforms.count_rows import pinned
from tests.transforms.formats import DIFFERENCES, differences

ALONE = ("ncci-ptp-hospital", "ncci-ptp-practitioner", "opps")  # one format each, as posted
RELEASES = [
    (path, release)
    for path, release in pinned().select("path", "release").unique(maintain_order=True).rows()
    if release.split()[0] not in ALONE
]


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize(("path", "release"), RELEASES, ids=[release for _, release in RELEASES])
def test_formats_agree(real_files: Path, path: str, release: str) -> None:
    known = pl.read_csv(DIFFERENCES, separator="\t", quote_char=None).filter(release=release)
    assert differences(real_files, path, release) == set(known.drop("why").rows())
