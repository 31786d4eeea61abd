"""The releases that a run selects."""

from datetime import date

import pytest

from flows.orchestration.parameters import wanted
from flows.pipeline.selection import Selection, choose_releases, parse_period
from sources.release import Release, UnknownRelease, parse_release

POSTED = [
    parse_release(text)
    for text in (
        "pfs-rvu 2025D",
        "pfs-rvu 2026A",
        "pfs-rvu 2024A",
        "pfs-rvu 2024AR",
        "opps 2026-01",
        "opps 2025-10",
        "ncci-mue-practitioner 2026Q2",
        "ncci-mue-practitioner 2024Q3",
        "ncci-mue-hospital 2024Q3",
        "ncci-mue-dme 2024Q3",
    )
]


def chosen(asked: Selection) -> list[str]:
    return [str(release) for release in choose_releases(POSTED, asked)]


def test_by_default_the_newest_of_each_series_with_what_has_to_be_posted_beside_it() -> None:
    assert chosen(Selection()) == [
        "ncci-mue-dme 2024Q3",
        "ncci-mue-hospital 2024Q3",
        "ncci-mue-practitioner 2024Q3",
        "opps 2026-01",
        "pfs-rvu 2026A",
        "ncci-mue-practitioner 2026Q2",
    ]


def test_a_quarter_is_every_release_that_serves_a_day_of_it() -> None:
    assert chosen(wanted(series=("pfs-rvu",), first="2024Q1", last="2024Q1")) == [
        "pfs-rvu 2024A",
        "pfs-rvu 2024AR",
    ]


def test_a_range_may_be_open_at_either_end() -> None:
    assert chosen(wanted(series=("pfs-rvu",), first="2025")) == ["pfs-rvu 2025D", "pfs-rvu 2026A"]
    assert chosen(wanted(series=("opps",), last="2025")) == ["opps 2025-10"]


def test_a_request_is_described_with_its_dates_and_postings() -> None:
    asked = wanted(series=("opps",), first="2026Q1", last="2026Q1", revisions="all")
    assert str(asked) == "opps, 2026-01-01 to 2026-03-31, with superseded postings"


def test_a_release_requested_by_name_need_not_be_listed() -> None:
    assert choose_releases(POSTED, wanted(releases=("pfs-rvu 2018A",))) == [Release("pfs-rvu", "2018A")]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2018", date(2018, 1, 1), date(2018, 12, 31)), ("2024q3", date(2024, 7, 1), date(2024, 9, 30))],
)
def test_periods(text: str, first: date, last: date) -> None:
    assert parse_period(text) == (first, last)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ({"releases": ("pfs-rvu 26A",)}, "26A"),
        ({"series": ("pfs",)}, "'pfs' is not a series; known series: pfs-rvu, "),
        ({"first": "last year"}, r"'last year' is not a period: use a year \(2026\) or a quarter \(2026Q1\)"),
        ({"revisions": "some"}, "'some': revisions are newest or all"),
        ({"first": "2018", "last": "2017"}, "from 2018 to 2017: the period ends before it begins"),
    ],
)
def test_unknown_names_are_rejected(words: dict[str, str], why: str) -> None:
    with pytest.raises(UnknownRelease, match=why):
        wanted(**words)  # type: ignore[arg-type]
