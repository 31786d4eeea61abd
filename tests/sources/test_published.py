"""Dates as CMS writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.discovery.publication_date import dates_in, is_dated, published_on
from sources.release import Release, parse_release

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
def test_dates_that_are_not_posting_dates(text: str) -> None:
    assert dates_in(text) == []


def test_the_link_text_date_precedes_url_member_and_server_dates() -> None:
    url, stamp = "/x-12-30-2025.zip", "Mon, 05 Jan 2026 10:00:00 GMT"
    members = {"B.12.28.25.csv": None, "B.12.27.25.csv": None}
    found = [
        published_on(R26A, "Updated 12/29/2025", url, members, stamp),
        published_on(R26A, "RVU26A", url, members, stamp),
        published_on(R26A, "RVU26A", "/x.zip", members, stamp),
        published_on(R26A, "RVU26A", "/x.zip", {"B.csv": None}, stamp),
        published_on(R26A, "RVU26A", "/x.zip", {"B.csv": None}, None),
    ]
    assert found == [
        (date(2025, 12, 29), "link_text"),
        (date(2025, 12, 30), "url"),
        (date(2025, 12, 28), "member_name"),
        (date(2026, 1, 5), "last_modified"),
        (None, ""),
    ]


# Names and days as in CMS's RVU14A.zip; RVU17A's layout was replaced on 2017-03-29, its figures were not.
RVU14A = {
    "CY 2014 GPCI _12172013.csv": date(2013, 12, 23),
    "PPRRVU14_V1219.xlsx": date(2013, 12, 19),
    "ANES 2014_V0103.csv": date(2014, 1, 3),
    "RVUPUF14.pdf": date(2013, 12, 30),
}
RVU17A = {"PPRRVU17_V1219.csv": date(2017, 1, 9), "RVU17A.pdf": date(2017, 3, 29)}
ASP25 = {"section 508 version of Jan 2025 ASP Pricing File updated 030725.csv": date(2025, 3, 7)}
ASP_URL = "/files/zip/january-2025-asp-pricing-file-12/19/24-final-file.zip"


@pytest.mark.parametrize(
    ("release", "url", "members", "expected"),
    [
        ("pfs-rvu 2014A", "/rvu14a.zip", RVU14A, (date(2014, 1, 3), "member_time")),
        ("pfs-rvu 2017A", "/rvu17a.zip", RVU17A, (date(2017, 1, 9), "member_time")),
        ("asp 2025-01", ASP_URL, ASP25, (date(2025, 3, 7), "member_name")),
        # An older member says that it was not posted before, not that it was posted then.
        ("pfs-rvu 2022A", "/rvu22a.zip", {"PPRRVU22_JAN.csv": date(2021, 12, 16)}, (None, "")),
        # A tool that packed the files again years later.
        ("pfs-rvu 2022A", "/rvu22a.zip", {"PPRRVU22_JAN.csv": date(2026, 1, 1)}, (None, "")),
    ],
)
def test_no_posting_is_older_than_its_newest_table(
    release: str, url: str, members: dict[str, date | None], expected: tuple[date | None, str]
) -> None:
    assert published_on(parse_release(release), "", url, members, None) == expected


def test_bytes_in_the_catalogue_have_its_date() -> None:
    """The second posting of January 2025 went by 03/11/25, and came from the first one's address too."""
    corrected = "953111fe211e12467a289cb13d98c6a2b6b8cf318ec3a44322638850dbb56a20"
    found = published_on(parse_release("asp 2025-01"), "", ASP_URL, ASP25, None, corrected)
    assert found == (date(2025, 3, 11), "catalogue")


def test_reset_last_modified_dates_are_ignored() -> None:
    assert published_on(R26A, "", "/x.zip", {}, "Mon, 23 Nov 2026 10:00:00 GMT") == (None, "")
    assert published_on(R26A, "Updated 01/01/2009", "/x.zip", {}, "no date") == (None, "")


@pytest.mark.parametrize(
    ("text", "last_modified", "expected"),
    [  # 200 days before January 1, 2026; a year after March 31; of timestamps none after it
        ("06/15/2025", None, date(2025, 6, 15)),
        ("06/14/2025", None, None),
        ("04/01/2027", None, date(2027, 4, 1)),
        ("04/02/2027", None, None),
        ("", "Tue, 31 Mar 2026 10:00:00 GMT", date(2026, 3, 31)),
        ("", "Wed, 01 Apr 2026 10:00:00 GMT", None),
        ("01/05/2026 and 01/09/2026", None, date(2026, 1, 9)),
        ("effective 01/05/2026", None, None),
    ],
)
def test_a_date_is_credible_around_the_service_period(
    text: str, last_modified: str | None, expected: date | None
) -> None:
    assert published_on(R26A, text, "/x.zip", {}, last_modified)[0] == expected


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (date(2025, 12, 29), (date(2025, 12, 29), "link_text")),  # as the link says: the link dates it
        (date(2025, 12, 30), (date(2025, 12, 30), "member_time")),
        (date(2026, 3, 31), (date(2026, 3, 31), "member_time")),
        (date(2026, 4, 1), (date(2025, 12, 29), "link_text")),  # packed again after the quarter
    ],
)
def test_a_newer_member_dates_the_posting_until_its_quarter_ends(
    changed: date, expected: tuple[date, str]
) -> None:
    assert published_on(R26A, "12/29/2025", "/x.zip", {"PPRRVU.csv": changed}, None) == expected


@pytest.mark.parametrize(
    ("url", "dated"),
    [
        ("/files/zip/rvu25d-updated-09/11/2025.zip", True),
        ("/files/zip/july-2024-addendum-b-080524.zip", True),
        ("/files/zip/medicare-ncci-2024q3-hospital-ptp-edits-ccioph-v302r0-f1.zip", True),
        ("/files/zip/rvu22a.zip", False),
        ("/medicare/01/02/2025/files/zip/rvu22a.zip", False),
        ("/files/zip/january-2025-opps-addendum-b.zip", False),
        ("/files/zip/add-code-edits-medicare-effective-10012025.zip", False),
    ],
)
def test_a_dated_url_names_one_posting(url: str, dated: bool) -> None:
    assert is_dated(url) is dated
