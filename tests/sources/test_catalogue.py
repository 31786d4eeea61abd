"""The catalogue's rows are valid and consistent."""

import csv
from collections import Counter
from datetime import date, timedelta
from hashlib import file_digest
from pathlib import Path

import pytest

from sources.catalogue import Known, catalogue, gaps, newest_files, service_dates
from sources.discovery.publication_date import dates_in
from sources.release import Release, UnknownRelease, parse_release
from sources.series import SERIES

SPLITS = {
    Release("pfs-rvu", "2024A"): (date(2024, 1, 1), date(2024, 3, 8)),
    Release("pfs-rvu", "2024AR"): (date(2024, 3, 9), date(2024, 3, 31)),
    Release("asc", "2024-01"): (date(2024, 1, 1), date(2024, 3, 8)),
    Release("asc", "2024-03-09"): (date(2024, 3, 9), date(2024, 3, 31)),
}
BUNDLE = "/files/zip/2026-nfrm-addendum-aa-bb-dd1-dd2-ee-ff.zip"  # January 2026, named after the final rule


def test_service_dates_are_the_vintages_except_for_splits() -> None:
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
    twice = Counter((known.release, known.part, known.url.lower()) for known in catalogue())
    assert set(twice.values()) == {1}
    for known in catalogue():
        assert bool(known.url) != known.note.startswith("gap"), known
        assert len(known.sha256) in (0, 64), known


def test_postings_of_a_file_are_in_posting_order() -> None:
    """The newest last; it alone may lack its date, or a replaced one without a date in its name."""
    files: dict[tuple[Release, str], list[Known]] = {}
    for known in catalogue():
        files.setdefault((known.release, known.part), []).append(known)
    assert all(known.url for postings in files.values() if len(postings) > 1 for known in postings)
    for postings in files.values():
        days = [known.published_on for known in postings if known.published_on]
        assert days == sorted(set(days)), postings
        assert [known.note.startswith("replaced") for known in postings] == [True] * (len(postings) - 1) + [
            False
        ]
        assert [posting for posting in newest_files(postings[0].release) if posting in postings] == postings[
            -1:
        ]


@pytest.mark.real
def test_every_hash_is_that_of_cms_own_file(real_files: Path) -> None:
    """Of the copy's files those that are CMS's own bytes; the others were zipped again."""
    lines = (real_files / "PROVENANCE.tsv").read_text("utf-8").splitlines()
    own = [row["file"] for row in csv.DictReader(lines, delimiter="\t") if row["kind"] == "original"]
    known = {entry.url: entry.sha256 for entry in catalogue() if entry.sha256}
    zips = [file for file in own if file.endswith(".zip")]
    assert len(zips) == 27
    for file in zips:
        with (real_files / file).open("rb") as opened:
            sha256 = file_digest(opened, "sha256").hexdigest()
        # January 2025's drug limits: the address of the first posting serves the second.
        assert sha256 == known.get(file.removeprefix("site")) or sha256 in known.values(), file


def test_every_series_is_covered_to_the_end_of_2026_by_releases_or_gaps() -> None:
    """From 2009, or CMS's first quarter, every gap is listed."""
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
def test_an_impossible_release_is_rejected_by_name(text: str) -> None:
    with pytest.raises(UnknownRelease, match=text.split()[0]):
        parse_release(text)


def test_every_release_of_the_catalogue_can_be_written_and_read() -> None:
    assert [parse_release(str(known.release)) for known in catalogue()] == [
        known.release for known in catalogue()
    ]
