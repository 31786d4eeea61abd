"""The whole walk, from pages to a published snapshot, without Prefect."""

from pathlib import Path
from zipfile import ZipFile

import duckdb

from flows import pipeline
from flows.parameters import wanted
from flows.report import Report
from tests.flows.conftest import Walking

NEWEST = wanted(series=("pfs-rvu", "opps", "asc"))
OPPS = "opps 2026-01"


def states(report: Report) -> dict[str, str]:
    return {one.release: one.state for one in report.releases}


def test_a_refresh_publishes_and_a_second_one_has_nothing_to_do(walking: Walking, tmp_path: Path) -> None:
    with walking("refresh") as walk:
        first = pipeline.refresh(walk, NEWEST)
    assert first.outcome == "published", first.summary
    assert states(first) == {"asc 2026-01": "loaded", OPPS: "loaded", "pfs-rvu 2026A": "loaded"}
    with duckdb.connect(str(tmp_path / "home/snapshots/latest/cmsfees.duckdb"), read_only=True) as con:
        figures = "SELECT work_rvu FROM code_figures_on(DATE '2026-02-01') WHERE hcpcs = '20957'"
        assert [str(value) for (value,) in con.execute(figures).fetchall()] == ["41.54"]

    with walking("refresh") as walk:
        second = pipeline.refresh(walk, NEWEST)
    assert second.outcome == "nothing new"
    assert (second.snapshot, second.downloaded) == (first.snapshot, 0)
    assert set(states(second).values()) == {"unchanged"}


def test_a_broken_release_fails_alone_and_is_mended_by_the_next_posting(walking: Walking, site: Path) -> None:
    posted = next(site.glob("files/zip/january-2026-opps-addendum-b.zip"))
    good = posted.read_bytes()
    _rename_column(posted)
    with walking("refresh") as walk:
        report = pipeline.refresh(walk, NEWEST)
    assert report.outcome == "partly failed"
    assert states(report) == {"asc 2026-01": "loaded", OPPS: "failed", "pfs-rvu 2026A": "loaded"}
    (reason,) = (one.reason for one in report.releases if one.state == "failed")
    assert "Absolute Weight" in reason

    posted.write_bytes(good)
    with walking("refresh") as walk:
        mended = pipeline.refresh(walk, NEWEST)
    assert (mended.outcome, states(mended)[OPPS]) == ("published", "loaded")
    assert any(note.startswith("opps 2026-01 r1 is left out, opps 2026-01 r2") for note in mended.notes)


def test_without_the_licence_gated_files_are_refused_and_the_others_kept(walking: Walking) -> None:
    with walking("watch", accept_ama_license=False) as walk:
        report = pipeline.watch(walk, NEWEST)
    assert states(report) == {"asc 2026-01": "refused", OPPS: "refused", "pfs-rvu 2026A": "loaded"}
    assert "CMSFEES_ACCEPT_AMA_LICENSE" in report.summary


def test_watch_keeps_what_is_posted_and_publish_builds_it(walking: Walking) -> None:
    with walking("watch") as walk:
        seen = pipeline.watch(walk, NEWEST)
    assert (seen.count("loaded"), seen.snapshot) == (3, None)
    with walking("publish") as walk:
        built = pipeline.publish(walk)
    assert (built.is_new, built.requests) == (True, 0)


def test_a_page_not_understood_is_a_problem_and_stops_nothing(walking: Walking, site: Path) -> None:
    next(site.rglob("asc-payment-rates-addenda.html")).write_text("<title>We will be back soon</title>")
    with walking("watch") as walk:
        report = pipeline.watch(walk, NEWEST)
    assert states(report) == {OPPS: "loaded", "pfs-rvu 2026A": "loaded"}, report.summary
    assert any("asc-payment-rates-addenda" in problem for problem in report.problems)
    assert report.outcome == "failed"


def test_verify_reports_an_archived_file_that_changed(walking: Walking, tmp_path: Path) -> None:
    with walking("watch") as walk:
        pipeline.watch(walk, NEWEST)
    with walking("verify") as walk:
        assert pipeline.verify(walk).is_good
    spoilt = next(tmp_path.glob("home/archive/files/*/*.zip"))
    spoilt.chmod(0o644)
    spoilt.write_bytes(b"PK")
    with walking("verify") as walk:
        (problem,) = pipeline.verify(walk).problems
    assert spoilt.name in problem


def _rename_column(path: Path) -> None:
    """Post the same zip with a column that nobody has seen."""
    with ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    path.unlink()
    with ZipFile(path, "w") as new:
        for name, content in members.items():
            new.writestr(name, content.replace(b"Relative Weight", b"Absolute Weight"))
