"""The fast paths for millions of rows give the same results as the careful paths."""

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sources.release import Release
from transforms.conforming.conform_table import duplicate_keys
from transforms.errors import Location
from transforms.reading import text as read_text

PLACE = Location(Release("ncci-ptp-practitioner", "2024Q3"), "ccipra-v302r0-f1.TXT")
CELLS = st.text("ab 0\x1a\u00e9", max_size=3)
LINES = st.lists(st.lists(CELLS, min_size=0, max_size=4), min_size=1, max_size=6)
KEYS = st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 2)), max_size=8)


@example([["", "\u00e9"]], "\n", "\t")  # a few bytes without a NUL are no UTF-16
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from("\t,"))
def test_quick_and_careful_cells_agree(lines: list[list[str]], end: str, mark: str) -> None:
    text = "".join(mark.join(cells) + end for cells in [["x", "y", "z"], *lines])
    data = read_text.as_utf8(text.encode(), PLACE)
    start = data.index(b"z") + len("z" + (end if b"\r\n" in data else "\n"))
    careful = read_text._careful_body(data[start:], mark, 1, 3, PLACE)
    found = read_text.body(data, 1, 3, PLACE)
    assert_frame_equal(_blank_is_null(found), _blank_is_null(careful), check_dtypes=False)


@given(KEYS, st.booleans())
def test_duplicate_keys_are_found_in_any_order(keys: list[tuple[str | None, int]], in_order: bool) -> None:
    keys = sorted(keys, key=lambda key: (key[0] or "", key[1])) if in_order else keys
    rows = pl.DataFrame(keys, schema={"code": pl.String, "number": pl.Int64}, orient="row")
    rows = rows.with_row_index("at")
    key = ("code", "number")
    assert_frame_equal(duplicate_keys(rows, key), rows.filter(rows.select(key).is_duplicated()))


def _blank_is_null(frame: pl.DataFrame) -> pl.DataFrame:
    """Without blank lines, which both leave to the next step."""
    cells = [name for name in frame.columns if name not in ("line", "fault")]
    frame = frame.with_columns(pl.col(cells).replace("", None))
    return frame.filter(~pl.all_horizontal(pl.col(cells).is_null()))
