"""Print the lines of `row_counts.tsv` for one zip, to be reviewed and added there.

python -m tests.transforms.count_rows FOLDER site/files/zip/rvu22a.zip "pfs-rvu 2022A"
"""

import sys
from pathlib import Path

import polars as pl

from sources.release import parse_release
from transforms.conforming.conform_release import conform_zip

COUNTS = Path(__file__).parent / "row_counts.tsv"


def counted(real_files: Path, path: str, release: str) -> pl.DataFrame:
    """The loads of a zip with its path and release."""
    loads = conform_zip(real_files / path, parse_release(release)).loads
    return loads.select(pl.lit(path).alias("path"), pl.lit(release).alias("release"), pl.all())


def pinned() -> pl.DataFrame:
    """The reviewed table: one line per member read."""
    return pl.read_csv(COUNTS, separator="\t", quote_char=None)


if __name__ == "__main__":
    root, path, release = sys.argv[1:]
    frame = counted(Path(root), path, release)
    sys.stdout.write(frame.write_csv(separator="\t", include_header=False, quote_style="never"))
