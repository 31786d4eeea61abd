"""The whole pipeline, from pages to a published snapshot, without Prefect."""

from pathlib import Path
from zipfile import ZipFile

import duckdb

from flows.orchestration.parameters import wanted
from flows.pipeline import pipeline
from flows.pipeline.plan import plan
from flows.runs.report import Report
from tests.flows.conftest import Walking

NEWEST = wanted(series=("pfs-rvu", "opps", "asc"))
OPPS = "opps 2026-01"


def states(report: Report) -> dict[str, str]:
    return {outcome.release: outcome.state for outcome in report.releases}


def test_a_refresh_publishes_and_a_second_one_has_nothing_to_do(walking: Walking, tmp_path: Path) -> None:
    with walking("refresh") as context:
        first = pipeline.refresh(context, NEWEST)
    assert first.outcome == "published", first.summary
    assert states(first) == {"asc 2026-01": "loaded", OPPS: "loaded", "pfs-rvu 2026A": "loaded"}
    with duckdb.connect(str(tmp_path / "home/snapshots/latest/cmsfees.duckdb"), read_only=True) as con:
        figures = "SELECT work_rvu FROM code_figures_on(DATE '2026-02-01') WHERE hcpcs = '20957'"
        assert [str(value) for (value,) in con.execute(figures).fetchall()] == ["41.54"]

    with walking("refresh") as context:
        second = pipeline.refresh(context, NEWEST)
    assert second.outcome == "nothing new"
    assert (second.snapshot, second.downloaded) == (first.snapshot, 0)
    assert set(states(second).values()) == {"unchanged"}


def test_a_broken_release_fails_alone_and_the_next_posting_replaces_it(walking: Walking, site: Path) -> None:
    posted = next(site.glob("files/zip/january-2026-opps-addendum-b.zip"))
    good = posted.read_bytes()
    _rewrite(posted, b"Relative Weight", b"Absolute Weight")
    with walking("refresh") as context:
        report = pipeline.refresh(context, NEWEST)
    assert report.outcome == "partly failed"
    assert states(report) == {"asc 2026-01": "loaded", OPPS: "failed", "pfs-rvu 2026A": "loaded"}
    (reason,) = (outcome.reason for outcome in report.releases if outcome.state == "failed")
    assert "Absolute Weight" in reason

    posted.write_bytes(good)
    with walking("refresh") as context:
        mended = pipeline.refresh(context, NEWEST)
    assert (mended.outcome, states(mended)[OPPS]) == ("published", "loaded")
    assert any(
        note.startswith("opps 2026-01 r1 is left out, replaced by opps 2026-01 r2") for note in mended.notes
    )


def test_a_backfill_of_all_revisions_publishes_what_cms_has_replaced(
    walking: Walking, site: Path, tmp_path: Path
) -> None:
    """The sample's RVU26A as the two postings of RVU26B that the catalogue knows."""
    january = (site / "files/zip/rvu26a-updated-12-29-2025.zip").read_bytes()
    first, second = (site / f"files/zip/rvu26b-updated-{day}-2026.zip" for day in ("03-10", "05-01"))
    for posted in (first, second):
        posted.write_bytes(january)
        _rewrite(posted, b"_Jan", b"_Apr")
    _rewrite(second, b"41.54", b"41.55")
    for page in site.rglob("pfs-relative-value-files*"):
        _list_as_26b(page, second.name)
    with walking("backfill") as context:
        report = pipeline.refresh(context, wanted((), ("pfs-rvu",), "2026Q2", None, "all"))
    assert (report.outcome, states(report)) == ("published", {"pfs-rvu 2026B": "loaded"})
    assert [note for note in report.notes if "2026B r1: archived from" in note]
    assert work_known_on(tmp_path, "2026-04-30", "2026-05-01") == ["41.54", "41.55"]

    with walking("backfill") as context:
        again = pipeline.refresh(context, wanted((), ("pfs-rvu",), "2026Q2", None, "all"))
    assert (again.outcome, again.downloaded) == ("nothing new", 0)
    planned = plan(context.settings, wanted((), ("pfs-rvu",), "2026Q2", "2026Q2", "all"))
    assert [(row.action, row.detail) for row in planned] == [("held", "pfs-rvu 2026B r2")]


def work_known_on(root: Path, *days: str) -> list[str]:
    """The work RVU of 20957 on a day of April 2026, as known on each day."""
    query = "SELECT work_rvu FROM code_figures_on(DATE '2026-04-30', known_on := ?) WHERE hcpcs = '20957'"
    with duckdb.connect(str(root / "home/snapshots/latest/cmsfees.duckdb"), read_only=True) as con:
        return [str(value) for day in days for (value,) in con.execute(query, [day]).fetchall()]


def _list_as_26b(page: Path, posted: str) -> None:
    for file in [page, *page.rglob("*.html")]:
        if file.is_file() and "26A" in file.read_text():
            text = (
                file.read_text().replace("RVU26A", "RVU26B").replace("rvu26a-updated-12-29-2025.zip", posted)
            )
            file.write_text(text.replace("12/29/2025", "05/01/2026"))


def test_without_the_license_gated_files_are_refused_and_others_archived(walking: Walking) -> None:
    with walking("watch", accept_ama_license=False) as context:
        report = pipeline.watch(context, NEWEST)
    assert states(report) == {"asc 2026-01": "refused", OPPS: "refused", "pfs-rvu 2026A": "loaded"}
    assert "CMSFEES_ACCEPT_AMA_LICENSE" in report.summary


def test_watch_archives_postings_and_publish_loads_them(walking: Walking) -> None:
    with walking("watch") as context:
        seen = pipeline.watch(context, NEWEST)
    assert (seen.count("loaded"), seen.snapshot) == (3, None)
    with walking("publish") as context:
        built = pipeline.publish(context)
    assert (built.is_new, built.requests) == (True, 0)


def test_an_unparsable_page_is_reported_and_stops_no_other(walking: Walking, site: Path) -> None:
    next(site.rglob("asc-payment-rates-addenda.html")).write_text("<title>We will be back soon</title>")
    with walking("watch") as context:
        report = pipeline.watch(context, NEWEST)
    assert states(report) == {OPPS: "loaded", "pfs-rvu 2026A": "loaded"}, report.summary
    assert any("asc-payment-rates-addenda" in problem for problem in report.problems)
    assert report.outcome == "failed"


def test_verify_reports_an_archived_file_that_changed(walking: Walking, tmp_path: Path) -> None:
    with walking("watch") as context:
        pipeline.watch(context, NEWEST)
    with walking("verify") as context:
        assert pipeline.verify(context).is_good
    spoilt = next(tmp_path.glob("home/archive/files/*/*.zip"))
    spoilt.chmod(0o644)
    spoilt.write_bytes(b"PK")
    with walking("verify") as context:
        (problem,) = pipeline.verify(context).problems
    assert spoilt.name in problem


def _rewrite(path: Path, old_text: bytes, new_text: bytes) -> None:
    """Post the same zip with other words in its members and their names."""
    with ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    path.unlink()
    with ZipFile(path, "w") as new:
        for name, content in members.items():
            renamed = name.replace(old_text.decode(), new_text.decode())
            new.writestr(renamed, content.replace(old_text, new_text))
