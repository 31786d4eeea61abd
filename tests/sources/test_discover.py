"""Pages to postings, in CMS's spellings; the order of the page never matters."""

import random
import string
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.discovery.crawl import wants
from sources.discovery.discover import read_detail, read_listing
from sources.discovery.group_postings import group_postings
from sources.discovery.posting import DetailPage, ListingPage, Posting
from sources.errors import AmbiguousLinks, PageNotUnderstood
from sources.release import Release, UnknownRelease, parse_release
from sources.series import (
    ADD_ON_PAGE,
    ANESTHESIA_PAGE,
    ASC_NOTICES_PAGE,
    ASC_PAGE,
    ASP_PAGE,
    CLFS_PAGE,
    DMEPOS_PAGE,
    FINAL_RULE_PAGES,
    HCPCS_OLD_PAGE,
    HCPCS_PAGE,
    MUE_PAGE,
    OPPS_PAGE,
    PAYMENT_PAGE,
    PFS_PAGE,
    PRICER_PAGE,
    PTP_PAGE,
    SERIES,
    ZIP_PAGE,
)
from tests.sources.tiny_site import detail, flat, page, rows

MONTHS = {"January": "01", "April": "04", "July": "07", "October": "10"}
YEARS = st.integers(2009, 2049)
LETTERS = st.sampled_from(["A", "B", "C", "D", "AR", "AR1", "C1", "M"])
DATED = st.sampled_from(
    ["", "-updated-01/31/2023", "-posted-04/01/2024", "-updated-06172022", "-updated-12-29-2025", "-0"]
)


def vintages(listed: ListingPage) -> list[str]:
    return [str(posting.release) for posting in listed.postings] + [
        str(detail.release) for detail in listed.details
    ]


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
    assert [detail.release.vintage for detail in ordered.details] == [
        "2009A",
        "2024A",
        "2024AR",
        "2024B",
        "2025D",
    ]


@pytest.mark.parametrize(
    ("listing", "cell", "expected"),
    [
        (PFS_PAGE, ("2025", "RVU25D", f"{PFS_PAGE}/rvu25d-0"), ["pfs-rvu 2025D"]),
        (PFS_PAGE, ("2019", "RVU19A", f"{PFS_PAGE}-items/cms1255291"), ["pfs-rvu 2019A"]),
        (PFS_PAGE, ("2014", "RVU14A", f"{PFS_PAGE}/2014"), ["pfs-rvu 2014A"]),
        (PFS_PAGE, ("2010", "RVU10D_PCT0", "/x/cms1239526"), ["pfs-rvu 2010D-PCT0"]),
        (
            PFS_PAGE,
            ("2021", "RVU21D", "/medicaremedicare-fee-service-paymentphysicianfeesched/rvu21d"),
            ["pfs-rvu 2021D"],
        ),
        (PFS_PAGE, ("2018", "RVU18A", "/x/cms1255291"), ["pfs-rvu 2018A"]),
        (CLFS_PAGE, ("2018", "18CLABQ2", f"{CLFS_PAGE}/18clabq2"), ["clfs 2018Q2"]),
        (CLFS_PAGE, ("2017", "17CLAB", f"{CLFS_PAGE}/cms1240000"), ["clfs 2017Q1"]),
        (DMEPOS_PAGE, ("2026", "DME26-A", f"{DMEPOS_PAGE}/dme26"), ["dmepos 2026A"]),
        (
            DMEPOS_PAGE,
            ("2023", "DME23", "/medicaremedicare-fee-service-paymentdmeposfeescheddmepos-fee-schedule/dme23"),
            ["dmepos 2023A"],
        ),
        (
            HCPCS_OLD_PAGE,
            ("2018", "2018 Alpha-Numeric HCPCS File", "/x/2018-Alpha-Numeric-HCPCS-File-"),
            ["hcpcs-level-ii 2018"],
        ),
        (
            HCPCS_OLD_PAGE,
            ("2020", "2020 Alpha-Numeric HCPCS File", "/x/2020-Alpha-Numeric-HCPCS-File"),
            ["hcpcs-level-ii 2020-01"],
        ),
        (
            HCPCS_OLD_PAGE,
            ("2018", "2018 HCPCS Alpha-Numeric Corrections", "/x/c"),
            ["hcpcs-level-ii-corrections 2018"],
        ),
        (HCPCS_OLD_PAGE, ("2018", "2018 NOC Codes", "/x/n"), ["hcpcs-level-ii-noc 2018"]),
        (HCPCS_OLD_PAGE, ("2018", "2018 Record Layout", "/x/l"), ["hcpcs-level-ii-record-layout 2018"]),
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
        # Asked for by a public script that its author ran against the site, 2009 to 2018.
        (PFS_PAGE, "rvu09ar", "pfs-rvu 2009AR"),
        (PFS_PAGE, "rvu10ar1", "pfs-rvu 2010AR1"),
        (PFS_PAGE, "rvu10c_pct0", "pfs-rvu 2010C-PCT0"),
        (PFS_PAGE, "rvu10d_pct22", "pfs-rvu 2010D-PCT22"),
        (PFS_PAGE, "rvu11b_2", "pfs-rvu 2011B2"),
        (PFS_PAGE, "rvu12b-", "pfs-rvu 2012B"),
        (PFS_PAGE, "rvu12m", "pfs-rvu 2012M"),
        (PFS_PAGE, "rvu18ar1", "pfs-rvu 2018AR1"),
        (PFS_PAGE, "rvu18c1", "pfs-rvu 2018C1"),
        (PFS_PAGE, "rvu25a-1/10/2025", "pfs-rvu 2025A"),
        (ASP_PAGE, "january-2025-asp-pricing-file-12/19/24-final-file", "asp 2025-01"),
        (
            ASP_PAGE,
            "april-2026-medicare-part-b-payment-limit-files-03-10-2026-preliminary-file",
            "asp 2026-04",
        ),
        (ASP_PAGE, "jul_2019_asp_pricing_file_updated_052920", "asp 2019-07"),
        (ASP_PAGE, "2018-Oct-ASP-Pricing-File", "asp 2018-10"),
        (ASP_PAGE, "october-2022-asp-ndc-hcpcs-crosswalks", "asp-crosswalk 2022-10"),
        (ASP_PAGE, "january-2024-ndc-hcpcs-crosswalk", "asp-crosswalk 2024-01"),
        (ASP_PAGE, "october-2025-noc-pricing-final-file", "asp-noc 2025-10"),
        (CLFS_PAGE, "25CLABQ3v2", "clfs 2025Q3"),
        (DMEPOS_PAGE, "dme18-ifc", "dmepos 2018-06-01"),
        (DMEPOS_PAGE, "dme20-cares", "dmepos 2020-03-06"),
        (DMEPOS_PAGE, "dme-21ar", "dmepos 2021AR"),
        (DMEPOS_PAGE, "dme22-r", "dmepos 2022AR"),
        (DMEPOS_PAGE, "dme22-b-posted-031522", "dmepos 2022B"),
        (DMEPOS_PAGE, "dme22c-posted-061722", "dmepos 2022C"),
        (DMEPOS_PAGE, "dme23-updated-12192022", "dmepos 2023A"),
        (DMEPOS_PAGE, "dme25-c-updated-06/30/2025", "dmepos 2025C"),
        (ANESTHESIA_PAGE, "2013-anesthesia-baseunits-cpt", "anesthesia-base-units 2013"),
        (ANESTHESIA_PAGE, "2026-anesthesia-conversion-factors", "anesthesia-factors 2026"),
        (PRICER_PAGE, "opps-pricer-2024-java-source", "opps-wage-index 2024"),
        (ASC_NOTICES_PAGE, "2026-asc-wage-index", "asc-wage-index 2026"),
        (ASC_NOTICES_PAGE, "2025-asc-code-pair-file", "asc-code-pairs 2025"),
        (ASC_NOTICES_PAGE, "july-2024-asc-code-pair-file-06142024", "asc-code-pairs 2024-07"),
        (HCPCS_PAGE, "april-2024-alpha-numeric-hcpcs-files", "hcpcs-level-ii 2024-04"),
        (FINAL_RULE_PAGES[5], "2025-nfrm-opps-addenda", "opps-final-rule 2025"),
    ],
)
def test_files_on_flat_pages(listing: str, href: str, expected: str) -> None:
    (posting,) = read_listing(flat(f"/files/zip/{href}.zip"), listing).postings
    assert " ".join(filter(None, (str(posting.release), posting.part, posting.version))) == expected
    assert posting.url == f"/files/zip/{href}.zip"


def test_only_the_locality_file_is_read_from_the_fee_schedule_hub() -> None:
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
    with pytest.raises(PageNotUnderstood, match="found no release in 1 links"):
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
    (posting,) = read_detail(detail("January 2026", *links), ASC26)
    assert posting.url == url


@pytest.mark.parametrize(
    ("links", "error"),
    [
        ([], PageNotUnderstood),
        ([("/files/document/notes.pdf", "x")], PageNotUnderstood),
        ([("/files/zip/april-2026-asc-addenda.zip", "x")], AmbiguousLinks),
        ([("/files/zip/a.zip", "x"), ("/files/zip/b.zip", "y")], AmbiguousLinks),
    ],
)
def test_a_release_page_without_one_file_is_an_error(
    links: Sequence[tuple[str, str]], error: type[Exception]
) -> None:
    with pytest.raises(error, match="asc 2026-01"):
        read_detail(detail("January 2026", *links), ASC26)


CELL = "CY 2026 Q2 Release: Updated for April 2026. The update includes all changes identified in CR 14371."
CLFS26 = DetailPage(Release("clfs", "2026Q2"), f"{CLFS_PAGE}/26clabq2", "26CLABQ2", CLFS_PAGE)


def test_the_number_of_records_in_a_description_is_kept() -> None:
    """CMS's words on the listing and on the file's own page; the rows read are held against it."""
    described = f"{CELL} The file has 2,179 records."
    row = f'<tr><td><a href="{CLFS_PAGE}/26clabq2">26CLABQ2</a></td><td>Description\n{described}</td></tr>'
    (listed,) = read_listing(page("CLFS", f"<table>{row}</table>"), CLFS_PAGE).details
    assert listed.stated_rows == 2179
    own = detail("26CLABQ2", ("/apps/ama/license.asp?file=/files/zip/26clabq2.zip", "26CLABQ2"))
    (posting,) = read_detail(own, listed)
    assert (posting.stated_rows, posting.gated) == (2179, True)
    (posting,) = read_detail(
        own.replace("<article", f"<p>{described.replace('2,179', '2,180')}</p><article"), CLFS26
    )
    assert posting.stated_rows == 2180


LIMITS = "/files/zip/april-2026-medicare-part-b-payment-limit-files"


@pytest.mark.parametrize(
    "newest_last",
    [
        # All four names that April 2026 had; which of them stood on the page together is not known.
        [(f"{LIMITS}-03-10-2026-preliminary-file.zip", "x"), (f"{LIMITS}-final-file.zip", "x")],
        [
            (f"{LIMITS}-03-10-2026-preliminary-file.zip", "April 2026 Payment Limit Files - 03-10-2026"),
            (f"{LIMITS}-03-19-2026-final-file.zip", "April 2026 Payment Limit Files - 03-19-2026"),
            (f"{LIMITS}-03-30-2026-final-file.zip", "April 2026 Payment Limit Files - 03-30-2026"),
        ],
        # The link's own text where the address says nothing.
        [
            (f"{LIMITS}-a.zip", "April 2026 - 03/10/26 \N{EN DASH} preliminary file"),
            (f"{LIMITS}.zip", "April 2026"),
        ],
        [(f"{LIMITS}-b.zip", "April 2026"), (f"{LIMITS}-a.zip", "April 2026 - final file")],
    ],
)
@given(chance=st.randoms(use_true_random=False))
def test_the_final_and_latest_link_of_a_quarter_is_the_file(
    newest_last: list[tuple[str, str]], chance: random.Random
) -> None:
    shuffled = list(newest_last)
    chance.shuffle(shuffled)
    body = "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in shuffled)
    (posted,) = group_postings(read_listing(page("ASP", body), ASP_PAGE).postings)
    assert (posted.release, posted.error) == (Release("asp", "2026-04"), None)
    assert [file.url for file in (*posted.superseded, *posted.files)] == [href for href, _ in newest_last]


def test_a_second_version_in_the_name_is_the_newer() -> None:
    (posted,) = group_postings(
        read_listing(flat("/files/zip/25clabq3.zip", "/files/zip/25CLABQ3v2.zip"), CLFS_PAGE).postings
    )
    assert posted.files[0].url == "/files/zip/25CLABQ3v2.zip"


def test_two_indistinguishable_links_are_an_error() -> None:
    names = ["/files/zip/january-2026-asc.zip", "/files/zip/january-2026-asc-addenda.zip"]
    postings = read_detail(detail("January 2026", *((name, "x") for name in names)), ASC26)
    (posted,) = group_postings(postings)
    assert posted.files == ()
    assert all(name in str(posted.error) for name in names)


def test_two_updates_of_one_quarter_are_two_releases() -> None:
    """CMS posted both halves of 2010 twice: without and with the 2.2 % that Congress gave from June 1."""
    cells = [
        ("2010", f"RVU10{n}", f"/x/cms{at}")
        for at, n in enumerate(("C_PCT0", "C_PCT22", "D_PCT0", "D_PCT22"))
    ]
    listed = read_listing(rows(*cells), PFS_PAGE)
    assert [detail.release.vintage for detail in listed.details] == [
        "2010C-PCT0",
        "2010C-PCT22",
        "2010D-PCT0",
        "2010D-PCT22",
    ]
    assert listed.details[0].release.service_dates == (date(2010, 7, 1), date(2010, 9, 30))
    assert max(detail.release for detail in listed.details[:2]).vintage == "2010C-PCT22", (
        "the one that was paid ranks higher"
    )


@pytest.mark.parametrize(
    ("vintage", "first", "last"),
    [
        ("pfs-rvu 2012M", date(2012, 3, 1), date(2012, 3, 31)),
        ("pfs-rvu 2018C1", date(2018, 7, 1), date(2018, 9, 30)),
        ("pfs-rvu 2010AR1", date(2010, 1, 1), date(2010, 3, 31)),
        ("pfs-rvu 2011B2", date(2011, 4, 1), date(2011, 6, 30)),
        ("dmepos 2025B", date(2025, 4, 1), date(2025, 12, 31)),
        ("dmepos 2020-03-06", date(2020, 3, 6), date(2020, 12, 31)),
        ("asc-code-pairs 2024-07", date(2024, 7, 1), date(2024, 12, 31)),
        ("clfs 2018Q3", date(2018, 7, 1), date(2018, 12, 31)),
        ("hcpcs-level-ii 2019", date(2019, 1, 1), date(2019, 12, 31)),
    ],
)
def test_days_of_service_of_a_name(vintage: str, first: date, last: date) -> None:
    assert parse_release(vintage).service_dates == (first, last)


@pytest.mark.parametrize("vintage", ["2012MR", "2010C-PCT", "2010-PCT0", "2018C12", "2018AR12", "2018E"])
def test_names_that_cms_has_not_used_are_refused(vintage: str) -> None:
    with pytest.raises(UnknownRelease, match=vintage):
        parse_release(f"pfs-rvu {vintage}")


def test_a_release_is_wanted_by_name_by_series_or_with_its_companions() -> None:
    opps, mue = Release("opps", "2026-01"), Release("ncci-mue-hospital", "2026Q1")
    assert wants(opps, None)
    assert wants(opps, ["opps"])
    assert wants(opps, [opps])
    assert not wants(opps, ["asc", Release("opps", "2026-04")])
    assert wants(mue, ["ncci-mue-practitioner"]), "an MUE quarter is whole with all three settings"


def test_the_pages_of_the_final_rules_are_those_that_cms_numbered() -> None:
    """CMS's rules on hospital outpatient payment for 2020 to 2026."""
    numbers = [page.rpartition("/cms-")[2] for page in FINAL_RULE_PAGES]
    assert numbers == ["1717-fc", "1736-fc", "1753-fc", "1772-fc", "1786-fc", "1809-fc", "1834-fc"]


def test_a_link_that_states_rows_is_the_link_that_states_none() -> None:
    """One page prints the number of records and another does not: one posting, fetched once."""
    release = parse_release("clfs 2026Q2")
    silent = Posting(release, "", "", "/files/zip/26clabq2.zip", True, "26CLABQ2", CLFS_PAGE)
    assert {silent, replace(silent, stated_rows=2179)} == {silent}
