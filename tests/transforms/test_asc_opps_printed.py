"""What a workbook holds, read as it shows it; codes with tails; headers that state a period."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.release import Release
from transforms.asc.columns import PERIOD
from transforms.errors import Location
from transforms.opps.addendum_common import as_printed, percent_text, plain_spaces, strip_tail
from transforms.table import ParsedMember


def read(values: list[str | None], member: str) -> list[str | None]:
    frame = pl.DataFrame({"rate": values}, schema={"rate": pl.String})
    reading = ParsedMember(Location(Release("opps", "2020-01"), member), "", {}, frame, frame)
    return as_printed(reading, (), {"rate": 3}, {})["rate"].to_list()


@given(st.lists(st.decimals(min_value=0, max_value=10**7, places=9), max_size=20))
def test_rounding_is_half_up_and_exact(amounts: list[Decimal]) -> None:
    shown = [
        Decimal(text) for text in read([f"{amount:f}" for amount in amounts], "b.xlsx!B") if text is not None
    ]
    assert shown == [amount.quantize(Decimal("0.001"), ROUND_HALF_UP) for amount in amounts]


def test_only_numbers_of_a_workbook_are_rounded() -> None:
    values = ["2.0005", "2.0004999", "12.5", "$1.00049", ".", None, "9"]
    assert read(values, "b.xlsx!B") == ["2.001", "2.000", "12.5", "$1.00049", ".", None, "9"]
    assert read(values, "b.csv") == values


@given(st.decimals(min_value=0, max_value=1, places=5))
def test_a_fraction_is_a_percentage(fraction: Decimal) -> None:
    frame = pl.DataFrame({"pct": [f"{fraction:f}", "19.77%"]})
    reading = ParsedMember(Location(Release("opps", "2025-01"), "b.xlsx!B"), "", {}, frame, frame)
    fractions = percent_text(as_printed(reading, ("pct",), {}, {})["pct"])
    assert [Decimal(text) for text in fractions] == [fraction * 100, Decimal("19.77")]


def test_a_percentage_without_its_sign_is_not_a_number() -> None:
    assert percent_text(pl.Series(["20.000%", "20", "0.2"])).to_list() == [
        "20.000",
        "20 without %",
        "0.2 without %",
    ]


@given(st.from_regex(r"[A-V0-9][0-9]{3}[0-9A-Z]", fullmatch=True), st.sampled_from(["", "á", "ß", "ÿÿ", "’"]))
def test_only_a_tail_is_cut(code: str, tail: str) -> None:
    assert strip_tail(pl.Series([code + tail])).to_list() == [code]


def test_text_that_is_not_a_suffix_is_kept() -> None:
    odd = ["A43á41", "á4341", "A4341 x", "A43412"]
    assert strip_tail(pl.Series(odd)).to_list() == odd
    assert plain_spaces(pl.Series(["Fecal\u00a0microbiota  1 ml"])).to_list() == ["Fecal microbiota 1 ml"]


@pytest.mark.parametrize("form", ["%B %Y", "%b %Y", "%B CY %Y", "%B %d, %Y", "%b. %Y", "Final %B CY%Y"])
@given(day=st.dates(min_value=date(2008, 1, 1), max_value=date(2040, 12, 31)))
def test_a_period_is_read_in_any_of_cms_forms(form: str, day: date) -> None:
    found = re.match(PERIOD, f"{day:{form}} Payment Rate", re.IGNORECASE)
    assert found
    assert (found[1].lower(), int(found[2])) == (f"{day:%b}".lower(), day.year)


def test_a_column_of_percentages_without_a_sign_shows_what_it_is() -> None:
    """As a data frame writes a workbook's column: fractions, or numbers of per cent."""
    fractions = [f"0.{n:03}" for n in range(1, 40)]
    assert percent_text(pl.Series(fractions)).to_list() == [
        f"{(Decimal(fraction) * 100).normalize():f}" for fraction in fractions
    ]
    per_cent = ["0.5", *(f"{n}.25" for n in range(1, 40))]
    assert percent_text(pl.Series(per_cent)).to_list() == per_cent
    assert percent_text(pl.Series([*fractions, "1.2"]))[0] == "0.001 without %"
