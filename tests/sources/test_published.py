"""Dates as CMS writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.discovery.publication_date import dates_in, is_dated, published_on
from sources.release import Release

R26A = Release("pfs-rvu", "2026A")
FORMS = ["updated-%m/%d/%Y", "updated-%m-%d-%Y", "updated-%m%d%Y", ".%m.%d.%y", "-%m%d%y", "(%m/%d/%Y)"]


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.sampled_from(FORMS))
def test_a_date_is_read_in_every_form(day: date, form: str) -> None:
    assert dates_in(f"/files/zip/rvu22c{day.strftime(form)}.zip") == [day]


@pytest.mark.parametrize(
    "text",
    [
        "rvu26a",
        "add-code-edits-medicare-effective-10012025",
        "MCR_MUE_Eff_10-01-2025.csv",
        "ANES 2014_V0103.csv",
    ],
)
def test_what_is_no_posting_date(text: str) -> None:
    assert dates_in(text) == []


def test_the_text_is_believed_before_the_url_the_members_and_the_server() -> None:
    url, members, stamp = (
        "/x-12-30-2025.zip",
        ["B.12.31.25.csv", "B.01.02.26.csv"],
        "Mon, 05 Jan 2026 10:00:00 GMT",
    )
    told = [
        published_on(R26A, "Updated 12/29/2025", url, members, stamp),
        published_on(R26A, "RVU26A", url, members, stamp),
        published_on(R26A, "RVU26A", "/x.zip", members, stamp),
        published_on(R26A, "RVU26A", "/x.zip", ["B.csv"], stamp),
        published_on(R26A, "RVU26A", "/x.zip", ["B.csv"], None),
    ]
    assert told == [
        (date(2025, 12, 29), "link_text"),
        (date(2025, 12, 30), "url"),
        (date(2026, 1, 2), "member_name"),
        (date(2026, 1, 5), "last_modified"),
        (None, ""),
    ]


def test_a_server_that_stamps_old_files_anew_is_not_believed() -> None:
    assert published_on(R26A, "", "/x.zip", [], "Mon, 23 Nov 2026 10:00:00 GMT") == (None, "")
    assert published_on(R26A, "Updated 01/01/2009", "/x.zip", [], "no date") == (None, "")


@pytest.mark.parametrize(
    ("url", "dated"),
    [
        ("/files/zip/rvu25d-updated-09/11/2025.zip", True),
        ("/files/zip/july-2024-addendum-b-080524.zip", True),
        ("/files/zip/medicare-ncci-2024q3-hospital-ptp-edits-ccioph-v302r0-f1.zip", True),
        ("/files/zip/rvu22a.zip", False),
        ("/files/zip/january-2025-opps-addendum-b.zip", False),
        ("/files/zip/add-code-edits-medicare-effective-10012025.zip", False),
    ],
)
def test_a_dated_url_names_one_posting(url: str, dated: bool) -> None:
    assert is_dated(url) is dated
