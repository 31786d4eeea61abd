"""Pages to postings, in CMS's spellings; the order of the page never matters."""

import random
import string
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.discovery.discover import read_detail, read_listing
from sources.discovery.posting import DetailPage, ListingPage
from sources.errors import AmbiguousLinks, PageNotUnderstood
from sources.release import Release
from sources.series import (
    ADD_ON_PAGE,
    ASC_PAGE,
    MUE_PAGE,
    OPPS_PAGE,
    PAYMENT_PAGE,
    PFS_PAGE,
    PTP_PAGE,
    SERIES,
    ZIP_PAGE,
)
from tests.sources.tiny_site import detail, flat, page, rows

MONTHS = {"January": "01", "April": "04", "July": "07", "October": "10"}
YEARS = st.integers(2009, 2049)
LETTERS = st.sampled_from(["A", "B", "C", "D", "AR", "AR1"])
DATED = st.sampled_from(
    ["", "-updated-01/31/2023", "-posted-04/01/2024", "-updated-06172022", "-updated-12-29-2025", "-0"]
)


def vintages(listed: ListingPage) -> list[str]:
    return [str(one.release) for one in listed.postings] + [str(one.release) for one in listed.details]


@given(YEARS, LETTERS, DATED, st.sampled_from(["rvu{}", "RVU{}", "rvu {}", "Rvu{}.ZIP", "RVU{} "]))
def test_every_spelling_of_an_rvu_release_is_read(year: int, letter: str, dated: str, form: str) -> None:
    named = form.format(f"{year % 100:02}{letter}")
    series = SERIES["pfs-rvu"]
    assert series.vintage_of(named) == f"{year}{letter}"
    assert series.vintage_of(f"/files/zip/rvu{year % 100:02}{letter.lower()}{dated}.zip") == f"{year}{letter}"


@given(st.sampled_from(list(MONTHS)), YEARS, st.sampled_from(["-080524", "-updated-10/02/2024", "", "-0"]))
def test_every_spelling_of_a_month_is_read(month: str, year: int, ending: str) -> None:
    vintage = f"{year}-{MONTHS[month]}"
    assert SERIES["opps"].vintage_of(f"{month} {year} Addendum B (ZIP)") == vintage
    for name in (
        f"{month}-{year}-OPPS-Addendum-B{ending}",
        f"cy-{year}-{month.lower()}-opps-addendum-b{ending}",
    ):
        assert SERIES["opps"].vintage_of(f"/files/zip/{name}.zip") == vintage
        assert SERIES["opps-addendum-a"].vintage_of(f"/files/zip/{name}.zip") is None
    assert SERIES["asc"].vintage_of(f"/files/zip/{year}-{month}-ASC-Addenda{ending}.zip") == vintage


@given(st.text(string.printable))
def test_whatever_the_page_it_is_read_or_refused_by_name(body: str) -> None:
    for listing in (PFS_PAGE, PTP_PAGE, ZIP_PAGE):
        try:
            assert read_listing(page("Any", body), listing).postings
        except PageNotUnderstood:
            continue


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_page_does_not_matter(chance: random.Random) -> None:
    cells = [
        (f"20{n[:2]}", f"RVU{n}", f"{PFS_PAGE}/rvu{n.lower()}") for n in ("24AR", "24B", "25D", "24A", "09A")
    ]
    ordered = read_listing(rows(*cells), PFS_PAGE)
    chance.shuffle(cells)
    assert read_listing(rows(*cells), PFS_PAGE) == ordered
    assert [one.release.vintage for one in ordered.details] == ["2009A", "2024A", "2024AR", "2024B", "2025D"]


@pytest.mark.parametrize(
    ("listing", "cell", "expected"),
    [
        (PFS_PAGE, ("2025", "RVU25D", f"{PFS_PAGE}/rvu25d-0"), ["pfs-rvu 2025D"]),
        (PFS_PAGE, ("2019", "RVU19A", f"{PFS_PAGE}-items/cms1255291"), ["pfs-rvu 2019A"]),
        (PFS_PAGE, ("2014", "RVU14A", f"{PFS_PAGE}/2014"), ["pfs-rvu 2014A"]),
        (PFS_PAGE, ("2022", "RVU22B", "/medicaremedicare-fee-service-payment/rvu22b"), ["pfs-rvu 2022B"]),
        (
            OPPS_PAGE,
            ("2026", "April 2026 Addendum A", f"{OPPS_PAGE}/april-2026-addendum"),
            ["opps-addendum-a 2026-04"],
        ),
        (
            OPPS_PAGE,
            ("2024", "July 2024 Addendum B", "/x/addendum-a-b-updates/july-2024-0"),
            ["opps 2024-07"],
        ),
        (
            OPPS_PAGE,
            ("2024", "July 2024 Addendum A and Addendum B", "/x/july-2024"),
            ["opps 2024-07", "opps-addendum-a 2024-07"],
        ),
        (OPPS_PAGE, ("2025", "2025 NFRM OPPS Addenda", f"{OPPS_PAGE}/2025-nfrm"), ["opps-final-rule 2025"]),
        (
            ASC_PAGE,
            ("2024", "March 9, 2024 ASC Approved HCPCS Code", f"{ASC_PAGE}/march-9-2024"),
            ["asc 2024-03-09"],
        ),
        (PAYMENT_PAGE, ("2026", "PFREV26C", f"{PAYMENT_PAGE}/pfrev26c"), ["pfs-payment 2026C"]),
    ],
)
def test_rows_of_listing_pages(listing: str, cell: tuple[str, str, str], expected: list[str]) -> None:
    listed = read_listing(rows(cell), listing)
    assert vintages(listed) == expected
    assert listed.unrecognized_links == ()


@pytest.mark.parametrize(
    ("listing", "href", "expected"),
    [
        (
            PTP_PAGE,
            "medicare-ncci-2024q3-hospital-ptp-edits-ccioph-v302r0-f3",
            "ncci-ptp-hospital 2024Q3 f3 v302r0",
        ),
        (
            PTP_PAGE,
            "medicare-ncci-2026-q4-practitioner-ptp-edits-ccipra-v323r0-f1",
            "ncci-ptp-practitioner 2026Q4 f1 v323r0",
        ),
        (
            PTP_PAGE,
            "medicare-ncci-2026q2-hospital-quarterly-additions-deletions-revisions-ptp",
            "ncci-ptp-changes-hospital 2026Q2",
        ),
        (
            MUE_PAGE,
            "medicare-ncci-2026-q2-facility-outpatient-hospital-services-mue-table",
            "ncci-mue-hospital 2026Q2",
        ),
        (
            MUE_PAGE,
            "medicare-ncci-2025q4-dme-supplier-quarterly-additions-deletions-revisions-mue",
            "ncci-mue-changes-dme 2025Q4",
        ),
        (ADD_ON_PAGE, "add-code-edits-medicare-effective-10012025", "ncci-add-on 2025Q4"),
        (ADD_ON_PAGE, "add-code-edits-medicare-effective-06012026", "ncci-add-on 2026Q2"),
        (ZIP_PAGE, "zip-code-carrier-locality-file-revised-08/14/2025", "zip-locality 2025Q4"),
        (ZIP_PAGE, "zip-code-carrier-locality-file-revised-11-18-2025", "zip-locality 2026Q1"),
        (ZIP_PAGE, "zip-code-carrier-locality-file-updated-05-13-2026", "zip-locality 2026Q3"),
        (PAYMENT_PAGE, "pfrev26c-posted-06-30-2026", "pfs-payment 2026C"),
    ],
)
def test_files_on_flat_pages(listing: str, href: str, expected: str) -> None:
    (posting,) = read_listing(flat(f"/files/zip/{href}.zip"), listing).postings
    assert " ".join(filter(None, (str(posting.release), posting.part, posting.version))) == expected
    assert posting.url == f"/files/zip/{href}.zip"


def test_the_hub_of_fee_schedules_is_read_for_the_locality_file_alone() -> None:
    listed = read_listing(
        flat(
            "/files/zip/zip-code-carrier-locality-file-revised-08/14/2025.zip",
            "/files/zip/2025-end-year-zip-code-file.zip",
            "/files/zip/2026-anesthesia-conversion-factors.zip",
        ),
        ZIP_PAGE,
    )
    assert (vintages(listed), listed.unrecognized_links) == (["zip-locality 2025Q4"], ())


def test_medicaid_is_not_medicare() -> None:
    with pytest.raises(PageNotUnderstood):
        read_listing(flat("/files/zip/medicaid-ncci-2026-q3-practitioner-services-mue-table.zip"), MUE_PAGE)


ASC26 = DetailPage(Release("asc", "2026-01"), f"{ASC_PAGE}/january-2026", "January 2026 ASC", ASC_PAGE)
BUNDLE = "/files/zip/2026-nfrm-addendum-aa-bb-dd1-dd2-ee-ff.zip"


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ([(BUNDLE, "ZIP")], BUNDLE),
        (
            [("/files/zip/january-2026-asc.zip", "x"), ("/files/zip/notes.zip", "y")],
            "/files/zip/january-2026-asc.zip",
        ),
        ([("/files/zip/april-2026-asc.zip", "x"), (BUNDLE, "y")], BUNDLE),
    ],
)
def test_a_release_page_gives_its_one_file(links: Sequence[tuple[str, str]], url: str) -> None:
    assert read_detail(detail("January 2026", *links), ASC26).url == url


@pytest.mark.parametrize(
    ("links", "error"),
    [
        ([], PageNotUnderstood),
        ([("/files/document/notes.pdf", "x")], PageNotUnderstood),
        ([("/files/zip/april-2026-asc-addenda.zip", "x")], AmbiguousLinks),
        ([("/files/zip/a.zip", "x"), ("/files/zip/b.zip", "y")], AmbiguousLinks),
        (
            [("/files/zip/january-2026-asc.zip", "x"), ("/files/zip/january-2026-asc-addenda.zip", "y")],
            AmbiguousLinks,
        ),
    ],
)
def test_a_release_page_that_does_not_is_a_loud_error(
    links: Sequence[tuple[str, str]], error: type[Exception]
) -> None:
    with pytest.raises(error, match="asc 2026-01"):
        read_detail(detail("January 2026", *links), ASC26)
