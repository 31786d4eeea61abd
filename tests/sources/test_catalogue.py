"""The catalogue is data: every line must mean what it says."""

from collections import Counter
from datetime import date, timedelta

import pytest

from sources.catalogue import catalogue, gaps, service_dates
from sources.published import dates_in
from sources.release import Release, UnknownRelease, parse_release
from sources.series import SERIES

SPLITS = {
    Release("pfs-rvu", "2024A"): (date(2024, 1, 1), date(2024, 3, 8)),
    Release("pfs-rvu", "2024AR"): (date(2024, 3, 9), date(2024, 3, 31)),
    Release("asc", "2024-01"): (date(2024, 1, 1), date(2024, 3, 8)),
    Release("asc", "2024-03-09"): (date(2024, 3, 9), date(2024, 3, 31)),
}
BUNDLE = "/files/zip/2026-nfrm-addendum-aa-bb-dd1-dd2-ee-ff.zip"  # January 2026, named after the final rule


def test_service_dates_are_the_vintages_but_for_the_splits() -> None:
    for known in catalogue():
        expected = SPLITS.get(known.release, known.release.service_dates)
        assert (known.service_from, known.service_to) == expected == service_dates(known.release), known


def test_every_address_names_its_release_and_part() -> None:
    for known in catalogue():
        series = SERIES[known.release.series]
        if known.url and known.url != BUNDLE:
            assert series.vintage_of(known.url) == known.release.vintage, known
        assert known.part in series.parts or not known.url, known
        if dates := dates_in(known.url):
            assert known.published_on == dates[-1], known


def test_no_file_is_named_twice_and_a_missing_address_says_so() -> None:
    twice = Counter((known.release, known.part) for known in catalogue())
    assert set(twice.values()) == {1}
    for known in catalogue():
        assert bool(known.url) != known.note.startswith("gap"), known
        assert len(known.sha256) in (0, 64), known


def test_every_series_is_covered_to_the_end_of_2026_by_releases_or_gaps() -> None:
    """From 2009, or the quarter in which CMS began; nothing is missing in silence."""
    for name in SERIES:
        spans = [(k.service_from, k.service_to) for k in catalogue() if k.release.series == name]
        spans = sorted(spans + [(gap.service_from, gap.service_to) for gap in gaps() if gap.series == name])
        reached = spans[0][0] - timedelta(days=1)
        for first, last in spans:
            assert first <= reached + timedelta(days=1), f"{name}: nothing said about {reached} to {first}"
            reached = max(reached, last)
        assert reached == date(2026, 12, 31), name


@pytest.mark.parametrize(
    "text", ["pfs 2026A", "pfs-rvu", "pfs-rvu 2026Q1", "opps 2026-02", "asc 2026A", "opps 2026"]
)
def test_a_release_that_cannot_be_is_refused_by_name(text: str) -> None:
    with pytest.raises(UnknownRelease, match=text.split()[0]):
        parse_release(text)


def test_every_release_of_the_catalogue_can_be_written_and_read() -> None:
    assert [parse_release(str(known.release)) for known in catalogue()] == [
        known.release for known in catalogue()
    ]
