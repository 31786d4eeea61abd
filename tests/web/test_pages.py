"""The pages on the bundled sample."""

import csv
import io
import re

import duckdb
import polars as pl
import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from cmsfees import OpenSnapshot
from web import queries
from web.pages.templates import environment, served_link
from web.pages.wording import day, table_title

CODE = "/codes/20957?on=2026-02-01"


def test_the_page_of_20957_shows_what_the_reference_page_must(client: TestClient) -> None:
    """Figures of RVU26A, Addendum B and AA of January 2026; the office is NA there, not $2,456.30."""
    page = client.get(CODE)
    assert page.status_code == 200
    for figure in (
        "41.54",
        "23.14",
        "8.86",
        "73.54",
        "33.4009",
        "090",
        "$2,456.30",
        "$7,413.38",
        "$4,682.29",
    ):
        assert figure in page.text
    for word in ("not applicable", "5114", "J8", "RVU26A · January 2026", "OPPS Addendum B", "ASC addenda"):
        assert word in page.text
    assert "Surgery, musculoskeletal, foot &amp; ankle" in page.text
    assert "20969" in page.text  # a code of the same APC
    # RVUs, OPPS, ASC, laboratory fees in force; base units of 2022 and HCPCS of October 2025 still apply.
    assert page.text.count("SHA-256 ") == 6
    assert "Sources last verified on" in page.text


def test_in_a_locality_the_physician_is_paid_locally_and_the_facility_nationally(client: TestClient) -> None:
    """Alabama: 2231.26 + 7413.38 = 9644.64."""
    page = client.get(f"{CODE}&mac=10112&locality=00").text
    assert "ALABAMA" in page
    assert "$9,644.64" in page
    assert "national facility amount" in page


def test_a_mac_without_its_locality_is_not_guessed(client: TestClient) -> None:
    assert "Enter both MAC and locality" in client.get(f"{CODE}&mac=10112").text


def test_a_facility_without_a_wage_index_stays_national_and_says_so(client: TestClient) -> None:
    """The sample has no wage indices: nothing is computed at one."""
    page = client.get(f"{CODE}&cbsa=13820").text
    assert "Physician national; no wage index for CBSA 13820 at every site on this date" in page
    assert "$9,869.68" in page  # 2456.30 + 7413.38
    assert "no wage index for hospital 010033" in client.get(f"{CODE}&ccn=010033").text


@pytest.mark.parametrize("field", ["cbsa=123", "ccn=0100", "mac=1", "zip=35"])
def test_an_invalid_place_is_rejected(client: TestClient, field: str) -> None:
    assert client.get(f"{CODE}&{field}").status_code == 422


def test_a_zip_code_that_is_not_loaded_says_so(client: TestClient) -> None:
    assert "No locality is known for ZIP code 35004" in client.get(f"{CODE}&zip=35004").text


def test_the_history_splits_the_change_by_cause(client: TestClient) -> None:
    page = client.get(CODE).text
    for part in ("−$225.55", "−$303.09", "+$77.54", "RVUs 82.91 → 73.54"):
        assert part in page


def cells(html: str) -> list[list[str]]:
    """Each row's labeled cells, without their marks."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', html, re.DOTALL)
    return [re.findall(r'data-label="[^"]+">(?:<span[^>]*>)?([^<]*)', row) for row in rows]


def test_rvus_and_payments_stand_in_their_columns(client: TestClient) -> None:
    """PPRRVU of RVU26A: work, practice expense, malpractice, total; x 33.4009, in an APM 33.5675."""
    page = client.get("/codes/45378?on=2026-02-01").text
    office, facility, discontinued = cells(page.partition('id="rvus"')[2].partition("</table>")[0])
    assert office == ["3.18", "7.73", "0.41", "11.32", "$378.10", "$379.98", "paid"]
    assert facility == ["3.18", "1.34", "0.41", "4.93", "$164.67", "$165.49", "paid"]
    payments = ["$189.38 / $82.50", "$190.33 / $82.91", "paid"]
    assert discontinued == ["1.59", "3.87 / 0.67", "0.21", *payments]
    technical = client.get("/codes/71046?on=2026-02-01").text.partition("Modifier TC")[2]
    assert 'paid</span> / <span class="status is-open">not applicable</span></td>' in technical
    assert "$23.05 / —" in technical


def test_a_quarter_of_the_history_has_its_parts_in_their_columns(client: TestClient) -> None:
    page = client.get(CODE).text.partition('aria-label="Payment history, Hospital or ASC (facility)"')[2]
    newest, oldest = cells(page.partition("</table>")[0])
    difference = ["−$225.55", "−$303.09", "+$77.54", ""]
    cause = "RVUs 82.91 → 73.54, conversion factor 32.3465 → 33.4009"
    assert newest == ["73.54", "33.4009", "$2,456.30", *difference, cause]
    assert oldest == ["82.91", "32.3465", "$2,681.85", "", "", "", "", "first quarter loaded"]


@pytest.mark.parametrize(
    ("code", "why"), [("99999", "not listed"), ("XXXXX", "&#39;XXXXX&#39; is not a procedure code")]
)
def test_an_unknown_code_is_not_found_and_says_why(client: TestClient, code: str, why: str) -> None:
    page = client.get(f"/codes/{code}?on=2026-02-01")
    assert page.status_code == 404
    assert why in page.text


def test_without_a_date_the_last_day_that_is_loaded_is_shown(client: TestClient) -> None:
    assert 'value="2026-03-31"' in client.get("/codes/20957").text


def test_search_by_code_leads_to_its_page(client: TestClient) -> None:
    found = client.get("/search?q=20957&on=2026-02-01", follow_redirects=False)
    assert found.status_code == 303
    assert found.headers["location"] == CODE


@pytest.mark.parametrize(
    ("query", "code", "column", "value"),
    [
        ("q=2095", "20957", "hcpcs", r"2095\w"),
        ("apc=5114", "20957", "apc", "5114"),
        ("indicator=j8", "20957", "payment_indicator", "J8"),
        ("indicator=n", "J3301", "status_indicator", "N"),
        ("status=j", "00100", "status_code", "J"),
        ("q=triamcinolone", "J3301", "description", "(?i).*triamcinolone.*"),
        ("q=ankle%20%20musculoskeletal", "20957", "body_region", ".*ankle.*"),
        ("category=surgery", "20957", "category", "surgery"),
    ],
)
def test_search_finds_what_matches_and_nothing_else(
    client: TestClient, query: str, code: str, column: str, value: str
) -> None:
    rows = client.get(f"/api/v1/codes?{query}&on=2026-02-01&limit=1000").json()["rows"]
    assert code in [row["hcpcs"] for row in rows]
    assert [row[column] for row in rows if not re.fullmatch(value, row[column] or "")] == []
    page = client.get(f"/search?{query}&on=2026-02-01").text
    shown = re.findall(r'<th scope="row"><a class="code" href="/codes/(\w{5})', page)
    assert shown == [row["hcpcs"] for row in rows][:50]
    assert f">{len(rows):,} code{'s' if len(rows) != 1 else ''} on Feb 1, 2026." in page


def test_pages_of_a_search_link_to_each_other(client: TestClient) -> None:
    """Three pages of at most 50, forward and back."""
    query = "indicator=a2&on=2026-02-01"
    codes = [row["hcpcs"] for row in client.get(f"/api/v1/codes?{query}&limit=1000").json()["rows"]]
    assert 100 < len(codes) <= 150
    shown, url, forth, back = [], f"/search?{query}", [], []
    for _ in range(3):
        page = client.get(url).text
        shown += re.findall(r'<th scope="row"><a class="code" href="/codes/(\w{5})', page)
        forth += re.findall(r'rel="next" href="([^"]+)"', page)
        back += re.findall(r'rel="prev" href="([^"]+)"', page)
        url = f"/search{forth[-1].replace('&amp;', '&')}"
    assert shown == codes
    assert [link.partition("offset=")[2] for link in forth] == ["50", "100"]
    assert [link.partition("offset=")[2] for link in back] == ["0", "50"]
    assert f"<span>101 to {len(codes)} of {len(codes)}</span>" in page


def test_checks_that_failed_come_first(client: TestClient) -> None:
    page = client.get("/checks").text
    found = re.findall(r'class="quiet code">(\w+)</span>.*?data-label="Failures">([\d,]+)<', page, re.DOTALL)
    failed = [name for name, failures in found if failures != "0"]
    assert [name for name, _ in found] == [
        *sorted(failed),
        *sorted({name for name, _ in found} - set(failed)),
    ]
    assert len(failed) > 1


def test_a_check_that_failed_shows_what_failed(client: TestClient) -> None:
    """The P3 rates of January 2026 that follow from a practice expense of 2.67 rather than 2.66."""
    page = client.get("/checks").text
    check = page.partition("asc_office_based_rates")[2].partition("</tr>")[0]
    assert "What failed" in check
    assert '<span class="quiet">hcpcs</span> 26341; ' in check
    assert '<span class="quiet">payment rate</span> 89.63; ' in check
    assert page.count("<details") == len(re.findall(r'data-label="Failures">[1-9]', page))


def test_compare_shows_codes_side_by_side(client: TestClient) -> None:
    """20957: NA in an office, 2456.30 + 7413.38, 2456.30 + 4682.29; 71046: 33.07, packaged, 10.02 + 22.83."""
    page = client.get("/compare?codes=20957,71046&on=2026-02-01").text
    assert re.findall(r'<th scope="col" class="n"><a class="code" href="/codes/(\w{5})', page) == [
        "20957",
        "71046",
    ]
    totals = {
        site: re.findall(r'(?<=strong">)\$[\d,.]+|(?<=is-open">)[a-z ]+', row)
        for site, row in re.findall(r'<th scope="row">([^<]+), total</th>(.*?)</tr>', page, re.DOTALL)
    }
    assert totals == {
        "Office": ["not applicable", "$33.07"],
        "Hospital outpatient": ["$9,869.68", "packaged"],
        "Surgery center (ASC)": ["$7,138.59", "$32.85"],
    }


def test_a_case_is_priced_with_its_steps(client: TestClient) -> None:
    page = client.get("/price?lines=20957&on=2026-02-01").text
    for dollars in ("$9,869.68", "$7,138.59", "+$2,456.30"):  # 2456.30 + 7413.38, 2456.30 + 4682.29
        assert dollars in page
    assert "not payable there" in page  # the office: CMS marks it NA
    assert "What this does not decide" in page


def test_a_case_has_a_total_only_where_every_line_is_payable(client: TestClient) -> None:
    """In October 2025 Addendum B marks 20957 C, inpatient only, and AA does not list it; offices are NA."""
    page = client.get("/price?lines=20957%0A71046&on=2025-10-15").text
    totals = page.partition('aria-label="Totals by site"')[2].partition("</table>")[0]
    assert "$" not in totals
    assert '<div class="bar">' not in page
    headings = re.findall(r"<h2>([^<]+): ([^<]+)</h2>", page)
    assert [text for name, text in headings if name != "Physician in a facility"] == ["not payable there"] * 3
    assert "Patient's share" not in page


def test_changes_are_filtered_and_downloaded(client: TestClient) -> None:
    query = "/changes?after=pfs-rvu%202026A%20r1&code=20957"
    page = client.get(query).text
    assert "−$225.55" in page
    assert "work RVU 42.61 → 41.54" in page  # PPRRVU of RVU25D and RVU26A
    text, binary = (client.get(f"{query}&form={form}") for form in ("csv", "parquet"))
    assert text.headers["content-type"] == "text/csv; charset=utf-8"
    assert binary.headers["content-type"] == "application/vnd.apache.parquet"
    for answer, form in ((text, "csv"), (binary, "parquet")):
        name = f"pfs-rvu-2026A-r1-changes.{form}"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    rows = list(csv.DictReader(io.StringIO(text.text)))
    frame = pl.read_parquet(io.BytesIO(binary.content))
    assert {row["hcpcs"] for row in rows} == {"20957"} == set(frame["hcpcs"])
    assert "-225.550" in {row["difference"] for row in rows}
    assert any("work_rvu 42.61 → 41.54; " in row["column_changes"] for row in rows)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", "for services from Jan 1, 2022 to "),
        ("/ncci?codes=20957+71046&on=2026-02-01", "no release of ncci-ptp-practitioner is loaded"),
        ("/releases", "RVU26A · January 2026"),
        ("/checks", '<span class="quiet code">gpcis_are_in_range</span>'),
        ("/dictionary", "site_of_service_of"),
        ("/codes/71046/ncci?on=2026-02-01", "71046"),
    ],
)
def test_every_other_page_shows_its_subject(client: TestClient, path: str, text: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert text in page.text


def test_the_releases_page_shows_what_was_read_and_what_is_missing(client: TestClient) -> None:
    """The sample is cut from CMS's files, one rendering of each table."""
    page = client.get("/releases").text
    assert "releases are loaded" in page
    assert "reviewed corrections were applied to 0" in page
    assert '<span class="status is-paid">whole</span>' in page


RELEASES = """
CREATE TABLE releases AS SELECT *, 'opps' AS series, 1 AS revision, DATE '2025-06-20' AS known_from
    FROM (VALUES ('opps 2025-07 r1', '2025-07', DATE '2025-07-01'),
        ('opps 2025-10 r1', '2025-10', DATE '2025-10-01')) AS t (release_id, vintage, service_from);
CREATE TABLE release_sequence AS
    SELECT release_id, NULL AS previous_release_id, 'quarterly' AS kind FROM releases;
CREATE TABLE release_spans AS
    SELECT *, service_from AS service_to, known_from AS known_to FROM releases"""
LOADS = {
    "corrections_applied (table_name, member)": "('b', 'x'), ('a', 'z'), ('a', 'y')",
    "tables_missing (table_name, member_pattern)": "('b', ''), ('a', 'z'), ('a', 'y')",
    "renderings (table_name, member, outcome)": "('b', 'x', 'rejected'), ('a', 'z', 'rejected'), "
    "('a', 'y', 'rejected'), ('a', 'csv', 'loaded'), ('a', 'txt', 'whole'), ('a', 'xls', 'not compared')",
    "rendering_differences (table_name, member, column_name)": "('a', 'x', 'hcpcs'), ('a', 'x', 'apc')",
}


def test_a_release_has_its_own_corrections_missing_tables_and_renderings_in_order() -> None:
    with duckdb.connect() as con:
        con.execute(RELEASES)
        for table, rows in LOADS.items():
            name, _, columns = table.partition(" ")
            listed = f"FROM (VALUES {rows}) AS t {columns}"
            con.execute(f"CREATE TABLE {name} AS SELECT 'opps 2025-07 r1' AS release_id, * {listed}")
        july, october = queries.releases(OpenSnapshot("", con))
    members = [(row["table_name"], row["member"]) for row in july["corrections"]]
    assert members == [("a", "y"), ("a", "z"), ("b", "x")]
    missing = [(row["table_name"], row["member_pattern"]) for row in july["missing"]]
    assert missing == [("a", "y"), ("a", "z"), ("b", "")]
    assert [(row["table_name"], row["member"]) for row in july["rejected"]] == members
    assert [row["column_name"] for row in july["differing"]] == ["apc", "hcpcs"]
    assert july["renderings"] == 2  # the one that is loaded, and another that is whole
    names = ("corrections", "missing", "renderings", "rejected", "differing")
    assert [october[name] for name in names] == [[], [], 0, [], []]


def test_the_home_page_counts_what_is_loaded(client: TestClient) -> None:
    rows = client.get("/api/v1/releases").json()["rows"]
    first, last = min(row["service_from"] for row in rows), max(row["service_to"] for row in rows)
    series = {row["series"] for row in rows}
    loaded = f"{len(rows)} releases of {len(series)} series are loaded"
    assert f"{loaded}, for services from {day(first)} to {day(last)}." in client.get("/").text


def test_the_dictionary_lists_public_macros_and_tables_by_name(client: TestClient) -> None:
    page = client.get("/dictionary").text
    for names in (re.findall(r'<div id="(\w+)"><dt', page), re.findall(r'<details id="(\w+)"', page)):
        assert names == sorted(names)
        assert [name for name in names if name.startswith("_")] == []
        assert len(names) > 20
    [releases] = re.findall(r'<details id="releases">.*?</details>', page, re.DOTALL)
    columns = re.findall(r'<th scope="row" class="code">(\w+)</th>', releases)
    assert columns[:2] == ["release_id", "series"]


def test_changes_are_counted_by_table_and_kind(client: TestClient) -> None:
    """Of the whole release, whatever the filter."""
    query = "/changes?after=pfs-rvu%202026A%20r1"
    frame = pl.read_parquet(io.BytesIO(client.get(f"{query}&form=parquet").content))
    counts: dict[str, list[str]] = {}
    for table, change, rows in (
        frame.group_by("table_name", "change").len().sort("table_name", "change").rows()
    ):
        counts.setdefault(escape(table_title(table)), []).append(f"{rows:,} {change}")
    page = client.get(f"{query}&code=20957").text
    shown = re.findall(r"<li>([^<]+): ((?:[\d,]+ (?:added|dropped|changed)(?:, )?)+)</li>", page)
    assert [(title, ", ".join(found)) for title, found in counts.items()] == shown


def test_corrections_missing_tables_and_renderings_are_shown_with_their_reasons() -> None:
    """As RVU17A is corrected: the csv lost zeros, so the text member is read."""
    correction = {
        "table_name": "pfs_rvu",
        "member": "PPRRVU17_V1219.txt",
        "action": "use_member",
        "detail": "txt",
        "reason": "The csv lost the zeros of 272 codes.",
        "source": "PPRRVU17_V1219.csv beside the txt",
        "date": "2026-11-28",
        "initials": "ab",
    }
    missing = {"table_name": "pfs_gpci", "member_pattern": "", "kind": "absent", "reason": "no member has it"}
    differing = {
        "table_name": "pfs_rvu",
        "column_name": "hcpcs",
        "rows_differing": 272,
        "member": "PPRRVU17.csv",
        "loaded_member": "PPRRVU17.txt",
    }
    release = {
        **dict.fromkeys(("label", "kind", "sha256"), "x"),
        **dict.fromkeys(("service_from", "service_to", "published_on", "known_from"), "2017-01-01"),
        "release_id": "pfs-rvu 2017A r1",
        "url": "https://www.cms.gov/files/zip/rvu17a.zip",
        "corrections": [correction],
        "missing": [missing],
        "renderings": 2,
        "rejected": [{"member": "PPRRVU17.xlsx", "reason": "no header was found"}],
        "differing": [differing],
    }
    page = (
        environment()
        .get_template("releases.html")
        .render(
            releases=[release],
            timeline=None,
            asked={"on": "", "known_on": ""},
            link=served_link,
            navigation=(),
            here="releases",
            is_static=False,
            snapshot_id="2026Q1-00000000",
            run=None,
            runs_url="",
        )
    )
    for text in (
        "1 release is loaded, 1 of them in part; reviewed corrections were applied to 1",
        "loaded in part",
        'data-label="Posted"><span class="tight">Jan 1, 2017</span>',
        '<span class="tight">Jan 1, 2017</span> to <span class="tight">Jan 1, 2017</span>',
        "1 not loaded<",
        '<span class="code">pfs_gpci</span>, absent: no member has it<',
        "1 correction<",
        '<span class="code">use_member</span> in PPRRVU17_V1219.txt: The csv lost the zeros of 272 codes.',
        "(PPRRVU17_V1219.csv beside the txt; ab, Nov 28, 2026)",
        "1 rendering rejected<",
        "PPRRVU17.xlsx: no header was found",
        "renderings differ in 1 column<",
        '<span class="code">pfs_rvu.hcpcs</span>: 272 rows of PPRRVU17.csv',
        "272 rows of PPRRVU17.csv differ from PPRRVU17.txt",
    ):
        assert text in page, text
