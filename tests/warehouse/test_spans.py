"""Rectangles of service by knowledge: never overlapping, always the highest release known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.records import Revision
from tests.warehouse.released import RETRIEVED, receipt
from warehouse.build.lineage import known_from
from warehouse.build.spans import FOREVER, DatedRelease, release_spans

START = date(2024, 1, 1)
QUARTER = (date(2012, 1, 1), date(2012, 3, 31))


def dated(vintage: str, number: int, service: tuple[date, date], known_from: date) -> DatedRelease:
    return DatedRelease("pfs-rvu", vintage, number, f"{vintage} r{number}", *service, known_from)


def shown(*releases: DatedRelease) -> list[tuple[str, date, date, date, date]]:
    spans = release_spans(releases)
    return [(s.release_id, s.service_from, s.service_to, s.known_from, s.known_to) for s in spans]


def test_a_reposting_supersedes_from_the_day_it_is_known() -> None:
    first, again = (dated("2025-07", n, QUARTER, date(2012, 1, n)) for n in (1, 20))
    assert shown(first, again) == [
        ("2025-07 r1", *QUARTER, date(2012, 1, 1), date(2012, 1, 19)),
        ("2025-07 r20", *QUARTER, date(2012, 1, 20), FOREVER),
    ]


def test_an_r_release_supersedes_the_letter_even_when_the_letter_is_reposted_later() -> None:
    """CMS paid 2012 from RVU12AR; the factor in RVU12A was never paid."""
    letter, restored = (
        dated("2012A", 1, QUARTER, date(2011, 11, 28)),
        dated("2012AR", 1, QUARTER, date(2012, 2, 1)),
    )
    again = dated("2012A", 2, QUARTER, date(2012, 3, 1))
    assert [span[0] for span in shown(letter, restored, again)] == ["2012A r1", "2012AR r1"]
    assert shown(letter, restored, again)[1][3:] == (date(2012, 2, 1), FOREVER)


def test_a_release_from_mid_quarter_takes_over_only_its_own_days() -> None:
    whole = dated("2024-01", 1, (START, date(2024, 3, 31)), date(2023, 12, 1))
    march = dated("2024-03-09", 1, (date(2024, 3, 9), date(2024, 3, 31)), date(2024, 4, 1))
    assert shown(whole, march) == [
        ("2024-01 r1", START, date(2024, 3, 8), date(2023, 12, 1), FOREVER),
        ("2024-01 r1", date(2024, 3, 9), date(2024, 3, 31), date(2023, 12, 1), date(2024, 3, 31)),
        ("2024-03-09 r1", date(2024, 3, 9), date(2024, 3, 31), date(2024, 4, 1), FOREVER),
    ]


days = st.integers(0, 30).map(lambda n: START + timedelta(days=n))


@st.composite
def releases(draw: st.DrawFn) -> list[DatedRelease]:
    count = draw(st.integers(0, 6))
    service = [sorted((draw(days), draw(days))) for _ in range(count)]
    return [
        dated(draw(st.sampled_from("AB")), n, (service[n][0], service[n][1]), draw(days))
        for n in range(count)
    ]


@given(releases(), days, days)
def test_every_day_shows_the_highest_release_known_then_and_no_other(
    held: list[DatedRelease], service: date, known: date
) -> None:
    covering = [r for r in held if r.service_from <= service <= r.service_to and r.known_from <= known]
    expected = [max(covering, key=lambda release: release.rank).release_id] if covering else []
    found = [
        span.release_id
        for span in release_spans(held)
        if span.service_from <= service <= span.service_to and span.known_from <= known <= span.known_to
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("vintage", "number", "published_on", "expected"),
    [
        ("2026A", 1, date(2025, 12, 29), (date(2025, 12, 29), "published")),
        ("2026A", 2, date(2026, 1, 20), (date(2026, 1, 20), "published")),
        ("2026A", 1, None, (date(2026, 1, 1), "assumed_service_start")),
        # What was posted again without a date was not known before it was fetched.
        ("2026A", 2, None, (RETRIEVED.date(), "retrieved")),
        ("2027A", 1, None, (RETRIEVED.date(), "retrieved")),
        ("2027A", 1, date(2026, 11, 20), (date(2026, 11, 20), "published")),
    ],
)
def test_a_release_is_known_from_its_posting_or_else_its_first_day_or_its_fetching(
    vintage: str, number: int, published_on: date | None, expected: tuple[date, str]
) -> None:
    posted = receipt(f"pfs-rvu {vintage}", "ab", published_on)
    assert known_from(Revision(posted.release, number, (posted,))) == expected
