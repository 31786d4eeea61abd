"""A snapshot opened in Python, and in the three ways that plain DuckDB has."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import polars as pl
import pytest

from cmsfees import open_snapshot
from cmsfees.channels import DATABASE, NoSuchSnapshot, resolve
from cmsfees.select_only import NotASelect
from cmsfees.snapshot import SnapshotVersionMismatch
from warehouse.pricing.claim import read_claim
from warehouse.pricing.price import price

EXAMPLES = Path(__file__).parents[2] / "examples"
FEBRUARY = date(2026, 2, 1)
# In the order of a code's modifiers.
PAYER_PARTS, SITES = ["professional", "facility", "evaluation"], [None, "hospital_outpatient", "asc"]


@pytest.fixture
def database(sample_home: Path) -> Path:
    return resolve(sample_home / "snapshots") / DATABASE


def test_open_snapshot_answers_typed(sample_home: Path) -> None:
    with open_snapshot(snapshots=sample_home / "snapshots") as fees:
        assert fees.id.startswith("2026Q1-")
        assert fees.payment("20957", FEBRUARY, setting="facility")["payment"] == Decimal("2456.30")
        assert [row["modifier"] for row in fees.physician_fees("71046", FEBRUARY)] == [None, "26", "TC"]
        assert fees.physician_fees("j3301", FEBRUARY)[0]["payment_status_facility"] == "drug"
        assert fees.conflicts(["20957", "27447"], FEBRUARY)[0]["answer"] == "no_data"
        rules = [
            (PAYER_PARTS.index(row["payer_part"]), row["modifier"], SITES.index(row["site"]))
            for row in fees.modifiers("20957", FEBRUARY)
        ]
        assert rules == sorted(set(rules))
        assert {(part, site) for part, _, site in rules} == {(0, 0), (1, 1), (1, 2), (2, 0)}


def test_it_finds_the_home_of_the_settings(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CMSFEES_HOME", str(sample_home))
    with open_snapshot() as fees:
        assert fees.card("20957", FEBRUARY)["status"] == "listed"


def test_the_folder_may_be_text(sample_home: Path) -> None:
    with open_snapshot(snapshots=str(sample_home / "snapshots")) as fees:
        assert fees.id == resolve(sample_home / "snapshots").name


def test_it_cannot_be_written(sample_home: Path) -> None:
    with (
        open_snapshot(snapshots=sample_home / "snapshots") as fees,
        pytest.raises(duckdb.InvalidInputException),
    ):
        fees.con.execute("DELETE FROM releases")


@pytest.fixture
def own_snapshots(sample_home: Path, tmp_path: Path) -> Path:
    """A copy: the sample itself may be open in this process, and not locked."""
    return shutil.copytree(sample_home / "snapshots", tmp_path / "snapshots", symlinks=True)


def test_a_snapshot_of_another_version_is_named_if_it_lacks_data(own_snapshots: Path) -> None:
    with duckdb.connect(resolve(own_snapshots) / DATABASE) as con:
        con.execute("DROP MACRO TABLE pfs_payment")

    def ask() -> None:
        with open_snapshot(snapshots=own_snapshots) as fees:
            fees.payment("20957", FEBRUARY, modifiers="26")

    with pytest.raises(SnapshotVersionMismatch, match="run `cmsfees publish` to rebuild it"):
        ask()
    with open_snapshot(snapshots=own_snapshots) as fees, pytest.raises(duckdb.CatalogException):
        fees.rows("FROM pfs_payment('20957', NULL, NULL, NULL, DATE '2026-02-01', 'facility')")


ELSEWHERE = [
    "FROM read_text('{file}')",
    "COPY (SELECT 1) TO '{file}'",
    "ATTACH '{file}' AS other",
    "LOAD '{file}'",
    "SET enable_external_access = true",
    "SET threads = 1",
]


@pytest.mark.parametrize("query", ELSEWHERE)
def test_a_locked_snapshot_reaches_no_other_file(own_snapshots: Path, tmp_path: Path, query: str) -> None:
    with (
        open_snapshot(snapshots=own_snapshots, locked=True) as fees,
        pytest.raises(duckdb.Error, match=r"(is|are) disabled|has been locked"),
    ):
        fees.con.execute(query.format(file=tmp_path / "other"))


@pytest.mark.parametrize(
    "settings", [{"enable_external_access": "true"}, {"lock_configuration": "false", "threads": "1"}]
)
def test_no_setting_unlocks_a_locked_snapshot(own_snapshots: Path, settings: dict[str, str]) -> None:
    with open_snapshot(snapshots=own_snapshots, locked=True, settings=settings) as fees:
        locked = "SELECT current_setting('enable_external_access'), current_setting('lock_configuration')"
        assert fees.con.execute(locked).fetchall() == [(False, True)]
        if "threads" in settings:
            assert fees.con.execute("SELECT current_setting('threads')").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "query",
    [
        "CALL enable_logging(storage = 'file', storage_config = {{'path': '{file}'}})",
        "FROM enable_logging(storage = 'file', storage_config = {{'path': '{file}'}})",
        'SELECT * FROM "Enable_Logging"()',
        "FROM enable_profiling()",
        "FROM query('SELECT ' || '1')",
        "FROM truncate_duckdb_logs()",
        "FROM checkpoint()",
        "EXPLAIN SELECT 1",
        "PREPARE mine AS SELECT 1",
        "CREATE TEMP TABLE mine AS SELECT 1",
        "SET threads = 1",
        "SELECT 1; SELECT 2",
        "SELECT",
        "",
    ],
)
def test_a_locked_snapshot_accepts_one_select(own_snapshots: Path, tmp_path: Path, query: str) -> None:
    """Logging brings the whole process down where its file cannot be written."""
    with open_snapshot(snapshots=own_snapshots, locked=True) as fees:
        with pytest.raises(NotASelect):
            fees.rows(query.format(file=tmp_path / "other"))
        with pytest.raises(NotASelect, match="accepts one SELECT, found nothing"):
            fees.rows("-- nothing")
        assert fees.rows("VALUES (1)") == [{"col0": 1}]
        assert fees.rows("WITH one AS (SELECT 1 AS a) FROM one") == [{"a": 1}]
        assert fees.rows("DESCRIBE releases")


def test_a_locked_snapshot_answers_and_accepts_frames(own_snapshots: Path) -> None:
    claim = read_claim(EXAMPLES / "lines.json")
    with open_snapshot(snapshots=own_snapshots) as fees:
        open_answers = fees.card("20957", FEBRUARY), price(fees.con, claim)
    with open_snapshot(snapshots=own_snapshots, locked=True) as fees:
        assert (fees.card("20957", FEBRUARY), price(fees.con, claim)) == open_answers
        fees.con.register("mine", pl.DataFrame({"hcpcs": ["20957"]}))
        assert fees.rows(
            "SELECT work_rvu FROM code_figures_on($1) SEMI JOIN mine USING (hcpcs)", FEBRUARY
        ) == [{"work_rvu": Decimal("41.54")}]
        with pytest.raises(duckdb.ConnectionException, match="different configuration"):
            open_snapshot(snapshots=own_snapshots)


def test_a_snapshot_is_closed_after_an_error_too(sample_home: Path) -> None:
    with pytest.raises(ZeroDivisionError), open_snapshot(snapshots=sample_home / "snapshots") as fees:
        raise ZeroDivisionError
    with pytest.raises(duckdb.ConnectionException):
        fees.con.execute("SELECT 1")


def test_a_snapshot_pruned_while_it_is_opened_is_replaced_by_its_successor(
    own_snapshots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3 of 118 openings beside a process that published and pruned met this moment."""
    first = resolve(own_snapshots)
    second = shutil.copytree(first, own_snapshots / "2026Q1-00000002")
    connect = duckdb.connect

    def pruned_meanwhile(path: Path, **options: object) -> duckdb.DuckDBPyConnection:
        if path.parent == first and first.exists():
            (own_snapshots / "latest").unlink()
            (own_snapshots / "latest").symlink_to(second.name)
            shutil.rmtree(first)
        return connect(path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(duckdb, "connect", pruned_meanwhile)
    with open_snapshot(snapshots=own_snapshots) as fees:
        assert fees.id == second.name


def test_a_snapshot_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchSnapshot, match="nothing is published"):
        open_snapshot(snapshots=tmp_path)


def test_tables_and_views_work_under_any_alias(database: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{database}' AS fees (READ_ONLY)")
        at = "DATE '2026-02-01' BETWEEN service_from AND service_to AND known_to = DATE '9999-12-31'"
        for name in ("physician_fees", "site_of_service", "code_modifiers"):
            assert con.execute(
                f"SELECT count(*) > 0 FROM fees.{name} WHERE hcpcs = '20957' AND {at}"
            ).fetchone() == (True,)


MACROS = [
    "FROM code_figures_on(DATE '2026-02-01')",
    "FROM site_of_service_on(DATE '2026-02-01')",
    "FROM site_of_service_local_on(DATE '2026-02-01', '10112', '00')",
    "FROM site_of_service_of('20957', DATE '2026-02-01', in_mac := '10112', in_locality := '00')",
    "FROM modifiers_on(DATE '2026-02-01')",
    "FROM pfs_payment('99213', NULL, '10112', '00', DATE '2026-02-01', 'nonfacility')",
    "FROM pfs_payment_by_zip('99213', NULL, '35004', DATE '2026-02-01', 'nonfacility')",
    "FROM ptp_conflicts(['20957', '27447'], DATE '2026-02-01', 'practitioner')",
    "FROM mue_limits(['20957'], DATE '2026-02-01', 'practitioner')",
    "FROM add_on_status(['20957'], DATE '2026-02-01')",
    "SELECT code_card('20957', DATE '2026-02-01')",
    "FROM code_cards_on(DATE '2026-02-01')",
]


@pytest.mark.parametrize("query", MACROS)
def test_macros_work_directly_and_after_use(database: Path, query: str) -> None:
    with duckdb.connect(database, read_only=True) as con:
        direct = con.execute(query).fetchall()
    with duckdb.connect() as con:
        con.execute(f"ATTACH '{database}' AS fees (READ_ONLY); USE fees")
        attached = con.execute(query).fetchall()
    assert direct
    assert sorted(map(repr, attached)) == sorted(map(repr, direct))
