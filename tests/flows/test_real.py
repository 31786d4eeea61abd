"""The main job on CMS's own files of the first quarter of 2026, from pages to figures."""

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli.main import app
from flows.orchestration.parameters import wanted
from flows.pipeline import pipeline
from flows.pipeline.context import RunContext
from flows.runs.report import Report
from flows.runs.run_folder import open_run
from sources.settings import Settings
from tests.sources.local_site import LocalSite, serve

pytestmark = pytest.mark.real

FIRST_QUARTER = wanted(series=("pfs-rvu", "opps", "asc"), first="2026Q1", last="2026Q1")


def refresh(home: Path, url: str) -> Report:
    settings = Settings(home=home, site=url, spacing=0, accept_ama_license=True)
    with open_run(home, "refresh") as run:
        context = RunContext(settings, run)
        return pipeline.refresh(context, FIRST_QUARTER)


@pytest.fixture(scope="module")
def home(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root after two refreshes; the second must have had nothing to do."""
    home, site = tmp_path_factory.mktemp("home"), LocalSite(real_files / "site")
    with serve(site) as url:
        first = refresh(home, url)
        assert first.outcome == "published", first.summary
        asked = len(site.log)
        second = refresh(home, url)
    assert (second.outcome, second.snapshot, second.downloaded) == ("nothing new", first.snapshot, 0)
    assert not [path for method, path, _ in site.log[asked:] if method == "GET" and "updated" in path]
    return home


def test_every_row_is_accounted_for(home: Path) -> None:
    with duckdb.connect(str(home / "snapshots/latest/cmsfees.duckdb"), read_only=True) as con:
        assert con.execute(
            "FROM load_counts SELECT count(*) WHERE rows_in <> rows_loaded + duplicate_rows + rows_set_aside"
        ).fetchall() == [(0,)]
        counted = "SELECT table_name, sum(rows_in)::INTEGER FROM load_counts GROUP BY 1"
        rows = dict(con.execute(counted).fetchall())
    assert rows["pfs_rvu"] == 19_226 + 11_811
    assert rows["pfs_gpci"] == 109
    assert (rows["asc_addendum_aa"], rows["asc_addendum_bb"]) == (4_821, 2_505)
    assert rows["opps_addendum_b"] == 18_986


@pytest.mark.parametrize(
    ("code", "figures", "states"),
    [
        (
            "20957",
            {"physician_payment_facility": 2456.30, "global_days": "090"},
            ("not_applicable", "paid", "paid"),
        ),
        ("99213", {"work_rvu": 1.3}, ("paid", "not_recognized", "not_listed")),
        ("27447", {"work_rvu": 19.11}, ("not_applicable", "paid", "paid")),
        ("71046", {"physician_payment_nonfacility": 33.07}, ("paid", "packaged", "paid")),
        ("J3301", {"physician_payment_nonfacility": None}, ("drug", "packaged", "packaged")),
        ("00100", {"payment_status_facility": "anesthesia"}, ("anesthesia", "packaged", "not_listed")),
    ],
)
def test_cards(home: Path, code: str, figures: dict[str, object], states: tuple[str, ...]) -> None:
    words = ["show", code, "--on", "2026-02-01", "--json"]
    card = json.loads(CliRunner().invoke(app, words, env={"CMSFEES_HOME": str(home)}).output)
    own = card["physician"]["physician_fees"]
    assert {name: own[name] for name in figures} == figures
    by_setting = {site["site"]: site["payment_status"] for site in card["site_of_service"]}
    assert tuple(by_setting[name] for name in ("office", "hospital_outpatient", "asc")) == states
