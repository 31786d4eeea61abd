"""Text is converted to values exactly or rejected."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.conforming.cells import (
    cast_column,
    cast_fitting,
    compact_dates,
    expected_form,
    with_zeros,
    without_points,
)
from transforms.table import (
    BOOL,
    DATE,
    HCPCS,
    INT,
    MODIFIER,
    TEXT,
    Column,
    decimal,
    strip_suffixes,
    zero_filled,
)

RVU = Column("work_rvu", decimal(9, 2), "work rvu", "RVUs")


def read(column: Column, *cells: str | None) -> list[object]:
    """The typed cells, and "wrong" where one does not fit."""
    values, bad = cast_column(column, pl.Series(cells, dtype=pl.String))
    wrong = bad.to_list() if bad is not None else [False] * len(cells)
    return ["wrong" if no else value for value, no in zip(values.to_list(), wrong, strict=True)]


@pytest.mark.parametrize(
    ("column", "cells", "at_once"),
    [
        (RVU, ("41.54", ".10", None), True),
        (RVU, ("41.54", "$1,644.87"), False),
        (Column("weight", decimal(9, 2), "weight", "", valid=r"[\d.,]+"), ("1,644.87", "2.5"), False),
        (Column("weight", decimal(9, 2), "weight", "", between=(0, 3)), ("1.64", "2.5"), True),
        (Column("weight", decimal(9, 2), "weight", "", between=(0, 3)), ("1.64", "3.5"), False),
        (Column("count", INT, "count", ""), ("12", "0"), True),
        (Column("count", INT, "count", ""), ("1,234", "0"), False),
        (Column("day", DATE, "day", ""), ("20250101", "20241231"), True),
        (Column("flag", BOOL, "flag", "", true_values="NA"), ("NA", None), True),
        (Column("flag", BOOL, "flag", "", true_values="Y", false_values="N"), ("Y", "N"), True),
        (Column("code", TEXT, "code", "", valid=r"\d{5}", nullable=False), ("00100", None), False),
        (Column("code", TEXT, "code", "", valid=r"\d{5}", normalize=zero_filled(5)), ("100",), True),
        (Column("code", TEXT, "code", "", valid=r"\d{5}", normalize=zero_filled(5)), ("1x0",), False),
        (Column("code", TEXT, "code", "", valid=r"\d{5}", normalize=zero_filled(5)), ("00100", None), True),
    ],
)
def test_columns_that_fit_are_cast_together(
    column: Column, cells: tuple[str | None, ...], at_once: bool
) -> None:
    """In one pass where all cells fit in the column's notation, else one by one; the values are the same."""
    text = pl.DataFrame({column.name: pl.Series(cells, dtype=pl.String)})
    together = cast_fitting([column], text.with_row_index("at"), text.select(pl.all().unique().implode()))
    assert together.columns == ["at", *([column.name] if at_once else [])]
    alone, _ = cast_column(column, text[column.name])
    assert alone.dtype == column.type
    assert not at_once or together[column.name].equals(alone)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("41.54", "41.54"),
        (".10", "0.10"),
        ("1.", "1.00"),
        ("0", "0.00"),
        ("0001339.81", "1339.81"),
        ("1.500", "1.50"),
        ("$12,866.820", "12866.82"),
        ("$ 1,644.87", "1644.87"),
    ],
)
def test_numbers_as_cms_writes_them(text: str, value: str) -> None:
    assert read(RVU, text) == [Decimal(value)]


@pytest.mark.parametrize(
    "text",
    [
        *("41.545", "4l.54", "-1.00", "1,23.45", "12,34", "1e3", "41.5.4", ".", "NaN", "inf", "12345678.00"),
        *(
            "22,754",
            "$1,644",
            "1,644.",
            "$",
            "1 2",
            "0x1",
            "١٢",
            "1.54%",
            "1,234,56",
            "+1",
            "(1.00)",
            "4\u00a01.54",
        ),
    ],
)
def test_no_numbers(text: str) -> None:
    assert read(RVU, text) == ["wrong"]


@given(st.decimals(0, 9_999_999, places=2), st.integers(0, 3))
def test_every_number_is_exact(number: Decimal, zeros: int) -> None:
    text = f"{number:,.2f}" + "0" * zeros
    assert read(RVU, text, f"${text}") == [number, number]


@given(st.text(max_size=8))
def test_no_text_becomes_another_number(text: str) -> None:
    (value,) = read(RVU, text)
    if isinstance(value, Decimal):
        assert value == Decimal(text.replace(",", "").replace("$", "").strip())


def test_whole_numbers() -> None:
    units = Column("mue_value", INT, "", "")
    assert read(units, "0", "1,000", "12", None) == [0, 1000, 12, None]
    assert read(units, "1.5", "-1", "1e3", "9999999999") == ["wrong"] * 4


def test_dates() -> None:
    assert read(Column("d", DATE, "", ""), "20240229", "20230229", "2024022", "20241301", None) == [
        date(2024, 2, 29),
        *["wrong"] * 3,
        None,
    ]
    assert read(Column("d", DATE, "", "", date="%Y%j"), "2024366", "2023366") == [date(2024, 12, 31), "wrong"]
    assert read(Column("d", DATE, "", "", null_values=r"\*"), "*", "20240101") == [None, date(2024, 1, 1)]


def test_an_invalid_year_is_rejected() -> None:
    """Polars reads a sign and any four digits."""
    wrong = ("-20240101", "02240101", "22240101", "20240101 ", "２０２４0101")
    assert read(Column("d", DATE, "", ""), *wrong, "99991231") == ["wrong"] * len(wrong) + [date.max]
    assert read(Column("d", DATE, "", "", date="%Y%j"), "-2024001", "0224001") == ["wrong"] * 2


def test_flags() -> None:
    na = Column("na_facility", BOOL, "", "", true_values="NA")
    assert read(na, "NA", None, "N/A") == [True, False, "wrong"]
    assert read(Column("b", BOOL, "", "", true_values="Y", false_values="N"), "Y", "N", None, "X") == [
        True,
        False,
        False,
        "wrong",
    ]


def test_codes_and_blanks() -> None:
    code = Column("hcpcs", TEXT, "", "", valid=r"[A-Z0-9]\d{3}[A-Z0-9]", nullable=False)
    assert read(code, "20957", "G0105", "0042T", "2095", "209570", "g0105", "20٩57", None) == [
        *("20957", "G0105", "0042T"),
        *["wrong"] * 5,
    ]


def test_lost_zeros_are_restored_only_where_all_are_lost() -> None:
    mac = Column("mac", TEXT, "", "", valid=r"\d{5}", normalize=zero_filled(5))
    assert read(mac, "2102", "10112") == ["02102", "10112"]
    assert read(mac, "02102", "1011") == ["02102", "wrong"]


def test_days_with_the_year_first_are_compact() -> None:
    day = Column("d", DATE, "", "")
    days = pl.Series("d", ["2025/04/01", "2025-04-01T00:00:00Z", "4/1/2025", "2025/4/1"])
    assert compact_dates(day, days).to_list() == [*["20250401"] * 3, "2025/4/1"]


def test_codes_that_end_in_a_letter_lose_zeros_too() -> None:
    code = Column("hcpcs", TEXT, "", "", valid=HCPCS)
    codes = pl.Series("hcpcs", [f"{i}T" for i in range(42, 70)] + ["1U", "99213", "J0585"])
    restored = with_zeros(code, codes).to_list()
    assert (restored[0], *restored[-3:]) == ("0042T", "0001U", "99213", "J0585")
    kept = pl.concat([codes, pl.Series(["0101T"])])
    assert with_zeros(code, kept) is kept
    anesthesia = pl.Series("hcpcs", [f"{i}" for i in range(100, 130)] + ["0101T"])
    assert with_zeros(code, anesthesia)[0] == "00100", "2017A's csv lost those of numbers alone"


def test_footnote_marks() -> None:
    assert read(Column("name", TEXT, "", "", normalize=strip_suffixes("*")), "ALASKA**", "Wyoming ***") == [
        "ALASKA",
        "Wyoming",
    ]


def test_expectations_are_described() -> None:
    columns = [
        RVU,
        Column("a", INT, "", ""),
        Column("b", DATE, "", ""),
        Column("c", BOOL, "", "", true_values="NA"),
        Column("d", TEXT, "", ""),
    ]
    assert list(map(expected_form, columns)) == [
        "a number with at most 2 decimals",
        "a whole number",
        "a date like %Y%m%d",
        "NA or blank",
        "some text",
    ]


def test_codes_of_a_data_frame_lose_their_point() -> None:
    modifier = Column("modifier", TEXT, "mod", "", valid=MODIFIER)
    assert without_points(modifier, pl.Series([None, "52.0", "73.0"])).to_list() == [None, "52", "73"]
    code = Column("hcpcs", TEXT, "hcpcs", "", valid=HCPCS)
    assert without_points(code, pl.Series(["99213.0", "100.0"])).to_list() == ["99213", "100"]
    assert without_points(code, pl.Series(["99213.0", "J0585"])).to_list() == ["99213.0", "J0585"]
    section = Column("section", TEXT, "section", "", valid=r"\d+\.\d")
    assert without_points(section, pl.Series(["310.0"])).to_list() == ["310.0"]
