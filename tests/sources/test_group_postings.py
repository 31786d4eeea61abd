"""A release's files: the newest complete version, the newest link of each part, and what is missing."""

import pytest

from sources.discovery.group_postings import PostedRelease, group_postings
from sources.discovery.pages import Link
from sources.discovery.posting import Posting, posting_of
from sources.release import Release

PTP = Release("ncci-ptp-practitioner", "2026Q1")
ASP = Release("asp", "2026-04")


def parts(version: str, *which: int, gated: bool = True) -> list[Posting]:
    return [posting_of(PTP, Link(f"/files/zip/ccipra-{version}-f{n}.zip", "", gated), "/ptp") for n in which]


def names(posted: PostedRelease) -> list[str]:
    return [posting.url.rpartition("/")[2] for posting in posted.files]


@pytest.mark.parametrize("newer", ["v321r1", "v321r10", "v322r0"])
def test_the_newest_complete_version_is_posted_by_its_number(newer: str) -> None:
    """v321r10 follows v321r9, not v321r1."""
    older = "v321r9" if newer != "v321r1" else "v321r0"
    every = (1, 2, 3, 4)
    [posted] = group_postings([*parts(newer, *every), *parts(older, *every)])
    assert names(posted) == [f"ccipra-{newer}-f{n}.zip" for n in every]
    [posted] = group_postings([*parts(newer, 1, 2, 3), *parts(older, *every)])
    assert names(posted) == [f"ccipra-{older}-f{n}.zip" for n in every], "the newest is not complete yet"
    assert posted.missing == ()


def test_the_parts_that_are_missing_are_named() -> None:
    """Of two versions without all parts the newer counts."""
    [posted] = group_postings([*parts("v321r1", 3, 1), *parts("v321r0", 1, 2, 3)])
    assert names(posted) == ["ccipra-v321r1-f1.zip", "ccipra-v321r1-f3.zip"]
    assert posted.missing == ("f2", "f4")
    assert posted.error is None


def limits(*texts: str) -> list[Posting]:
    return [posting_of(ASP, Link(f"/files/zip/{n}.zip", text), "/asp") for n, text in enumerate(texts)]


def test_only_the_newest_two_links_of_a_file_may_not_be_alike() -> None:
    """That two older postings cannot be told apart matters to nobody."""
    [posted] = group_postings(limits("03-10-2026", "03-10-2026", "03-30-2026"))
    assert (names(posted), posted.error) == (["2.zip"], None)
    assert [posting.url for posting in posted.superseded] == ["/files/zip/0.zip", "/files/zip/1.zip"]
    [posted] = group_postings(limits("03-10-2026", "03-30-2026", "03-30-2026"))
    assert posted.files == ()
    assert "/files/zip/1.zip" in str(posted.error)


def test_a_date_in_the_address_counts_as_one_in_the_text() -> None:
    older, newer = (
        posting_of(ASP, Link(f"/files/zip/limits-{day}.zip", "April 2026"), "/asp")
        for day in ("03-30-2026", "03-31-2026")
    )
    for order in ((older, newer), (newer, older)):
        [posted] = group_postings(order)
        assert (posted.files, posted.superseded) == ((newer,), (older,))


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("03-30-2026 preliminary", "03-10-2026"),
        ("03-30-2026 proposed", "03-10-2026"),
        ("03-10-2026 final v2", "03-11-2026"),
        ("03-10-2026 and 03-11-2026", "03-09-2026 and 03-12-2026"),
        ("03-10-2026 final", "03-10-2026 v2"),
        ("03-10-2026 v2", "03-10-2026 v10"),
        ("03-10-2026", "03-10-2026 final"),
    ],
)
def test_a_final_link_is_newest_then_a_later_date_then_a_higher_copy(older: str, newer: str) -> None:
    for order in ((older, newer), (newer, older)):
        [posted] = group_postings(limits(*order))
        assert [posting.text for posting in posted.files] == [newer]
        assert [posting.text for posting in posted.superseded] == [older]
