"""The link to the run that published what is served."""

import json
from pathlib import Path

from web.runs import PublishedBy, published_by

UI = "http://127.0.0.1:4200/"


def report(runs: Path, name: str, **values: object) -> None:
    (runs / name).mkdir(parents=True)
    (runs / name / "report.json").write_text(json.dumps(values))


def test_the_newest_run_that_published_the_snapshot_is_linked(tmp_path: Path) -> None:
    report(tmp_path, "20260301T080000Z-refresh-aaaa", snapshot="2026Q1-1", is_new=True, flow_run="f-1")
    report(tmp_path, "20260302T080000Z-refresh-bbbb", snapshot="2026Q1-1", is_new=False, flow_run="f-2")
    report(tmp_path, "20260303T080000Z-refresh-cccc", snapshot="2026Q1-2", is_new=True, flow_run="f-3")
    found = published_by(tmp_path, "2026Q1-1", UI)
    assert found == PublishedBy("20260301T080000Z-refresh-aaaa", "http://127.0.0.1:4200/runs/flow-run/f-1")


def test_without_prefects_url_only_the_run_is_named(tmp_path: Path) -> None:
    report(tmp_path, "20260301T080000Z-publish-aaaa", snapshot="2026Q1-3", is_new=True, flow_run=None)
    assert published_by(tmp_path, "2026Q1-3", UI) == PublishedBy("20260301T080000Z-publish-aaaa", "")


def test_a_broken_report_and_no_report_link_nothing(tmp_path: Path) -> None:
    for name, text in (("20260301T080000Z-publish-aaaa", "["), ("20260302T080000Z-publish-bbbb", "[]")):
        report(tmp_path, name)
        (tmp_path / name / "report.json").write_text(text)
    assert published_by(tmp_path, "2026Q1-4", UI) is None
    assert published_by(tmp_path / "none", "2026Q1-4", UI) is None
