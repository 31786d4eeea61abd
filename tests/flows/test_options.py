"""Each option of a command reaches its answer, as text and as JSON."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner, Result

from flows.cli import main as command_line
from flows.cli.error_messages import error_message
from flows.cli.main import app
from flows.cli.monitoring import _how_read
from flows.cli.output import cell, print_json
from flows.orchestration import run_local
from flows.runs.report import ReleaseState, Report, Timing
from flows.runs.run_folder import open_run
from sources.release import UnknownRelease

ON = ("--on", "2026-02-01")
THEN = ("--known-on", "2026-01-10")  # RVU26A was posted on December 29 and on January 20
ALABAMA = ("--mac", "10112", "--locality", "00")


def run(home: Path, *words: str) -> Result:
    return CliRunner().invoke(app, words, env={"CMSFEES_HOME": str(home), "COLUMNS": "200"})


def card(home: Path, *words: str) -> Any:
    said = run(home, "show", *words, *ON, "--json")
    assert said.exit_code == 0, said.output
    return json.loads(said.stdout)


def work(shown: Any) -> float:
    return float(shown["physician"]["physician_fees"]["work_rvu"])


def office(shown: Any) -> float:
    return float(shown["site_of_service_local"][0]["professional_payment"])


def hospital(shown: Any) -> float:
    return float(shown["site_of_service_local"][1]["facility_payment"])


def of_addendum_l(shown: Any) -> bool:
    return "Addendum L" in shown["site_of_service_local"][1]["reason"]


def equipment(shown: Any) -> list[float]:
    return [fee["amount"] for fee in shown["fees_local"] if fee["schedule"] == "dmepos"]


def rented(shown: Any) -> set[float]:
    return {row["amount_per_month"] for row in shown["rental_months"] if row["month_from"] == 1}


def of_apm(shown: Any) -> bool:
    return 107.64 in [fee["amount"] for fee in shown["fees_local"]]


def paid(shown: Any) -> float:
    return float(shown["payments"][0]["payment"])


def anesthetic(shown: Any) -> float:
    return float(shown["anesthesia_payment"][0]["payment"])


def package(shown: Any) -> float:
    return float(shown["packages"][0]["amount_per_package"])


# The figures are derived in tests/client/test_arguments.py, further ones here.
SHOWN: list[tuple[tuple[str, ...], Callable[[Any], Any], Any]] = [
    (("99213",), work, 1.40),
    (("99213", *THEN), work, 1.30),
    (("99213", *ALABAMA), office, 107.10),
    (("99213", *ALABAMA, *THEN), office, 103.76),
    (("99213-25",), paid, 116.90),
    (("99213-25", *THEN), paid, 113.56),
    (("99213-25", *ALABAMA), paid, 107.10),
    (("99213", "--zip", "35004"), office, 107.10),
    (("99213", "--zip", "35004-1234"), office, 107.10),
    (("99213", "--zip", "350041234"), office, 107.10),
    (("99213", "--zip", "02339-1234"), office, 107.10),
    (("20000", "--cbsa", "13820"), hospital, 82.0),
    (("20000", "--ccn", "010001"), of_addendum_l, True),
    (("E0601-RR", "--state", "TX"), equipment, [49.57]),
    (("E0601-RR", "--state", "TX", "--rural"), equipment, [94.93]),
    (("E0601-RR", "--state", "TX", "--rural"), rented, {94.93}),
    (("e0601-rr", "--zip", "79001"), equipment, [94.93]),
    (("E0601-RR", "--zip", "79001"), rented, {94.93}),
    (("E0601-RR", "--zip", "75201"), equipment, [48.00]),
    (("E0601-RR", "--zip", "75201"), rented, {48.00}),
    (("E0601-RR", "--zip", "79001", "--state", "AK"), equipment, [60.00]),
    # Participants of an APM in Alabama: (1.40 + 2.00 x 0.875 + 0.10 x 0.566) x 33.5675 = 107.638
    (("99213", *ALABAMA), of_apm, False),
    (("99213", *ALABAMA, "--qp"), of_apm, True),
    (("00400-AA", *ALABAMA, "--minutes", "15"), anesthetic, 120.0),
    (("00400-AA", *ALABAMA, "--minutes", "15", "--qp"), anesthetic, 180.0),
    (("00400-AA", *ALABAMA, "--minutes", "15", *THEN), anesthetic, 114.0),
    (("00400-AA", *ALABAMA, "--minutes", "0"), anesthetic, 100.0),
    (("J7213", "--ndc", "00338-0069-10"), package, 18.55),
    (("J7213", "--ndc", "00338-0069-10", *THEN), package, 22.02),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "read", "value"), SHOWN, ids=lambda words: " ".join(words) if isinstance(words, tuple) else ""
)
def test_an_option_of_show_reaches_the_card(
    two_postings: Path, words: tuple[str, ...], read: Callable[[Any], Any], value: Any
) -> None:
    assert read(card(two_postings, *words)) == value


REFUSED = [
    (("99213", "--zip", "02339"), 1, "is in --mac 10112 --locality 00; choose one, or give all nine digits"),
    (("99213", "--zip", "99501"), 1, "--mac 02102 --locality 01, --mac 10112 --locality 00; choose one"),
    (("99213", "--zip", "36104"), 1, "ZIP code 36104: CMS lists no such ZIP code on that date"),
    (("99213", "--zip", "35004", *THEN), 1, "ZIP code 35004: not yet published on 2026-01-10"),
    (("99213", "--rural"), 2, "--rural requires --state"),
    (("99213", "--mac", "10112"), 2, "--mac and --locality must be used together"),
    (("99213", "--csv", "--parquet", "x"), 2, "use only one of --json, --csv and --parquet"),
    (("99213", "--json", "--parquet", "x"), 2, "use only one of --json, --csv and --parquet"),
    # Some fee schedule is loaded for that day: the code is none, and what is not loaded is named.
    (("99999",), 1, "list the code"),
    (("99213", "--known-on", "2025-12-01"), 1, "No payment system has a release in force on that date\n"),
    (("99999",), 1, "not loaded for that day: asc\n"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "status", "why"), REFUSED)
def test_what_show_cannot_answer_has_a_reason(
    two_postings: Path, words: tuple[str, ...], status: int, why: str
) -> None:
    said = run(two_postings, "show", *words, *ON)
    assert said.exit_code == status
    assert why in said.output
    assert ": see missing" not in said.output


def test_a_schedule_is_loaded_if_one_of_its_releases_is_of_the_day(sample_home: Path) -> None:
    """The sample has RVU25D and RVU26A."""
    said = run(sample_home, "show", "99999", *ON)
    assert said.exit_code == 1
    assert "not loaded" not in said.output


def test_json_is_all_that_show_prints_with_it(two_postings: Path) -> None:
    """Beside a code that does not exist, too: the reason is on standard error."""
    said = run(two_postings, "show", "99213", "99999", *ON, "--json")
    assert said.exit_code == 1
    assert [shown["code"] for shown in json.loads(said.stdout)] == ["99213", "99999"]


def test_the_csv_is_of_each_code_once_at_the_place_and_as_known(two_postings: Path) -> None:
    def rows(*more: str) -> list[dict[str, str]]:
        said = run(two_postings, "show", "99213", "j7213", "99213-25", *ON, *more, "--csv")
        assert said.exit_code == 0
        return list(csv.DictReader(io.StringIO(said.stdout)))

    assert [(row["hcpcs"], row["site"]) for row in rows()] == [
        (code, site) for code in ("99213", "J7213") for site in ("office", "hospital_outpatient", "asc")
    ]
    amounts = [rows(*more)[0]["professional_payment"] for more in ((), THEN, ALABAMA)]
    assert amounts == ["116.90", "113.56", "107.10"]
    assert rows()[0]["mac"] == "", "null"


CLAIM = {"service_date": "2026-02-01", "setting": "nonfacility", "lines": [{"code": "99213"}]}
CASE = {"service_date": "2026-02-01", "cbsa": "13820", "lines": [{"code": "20000"}]}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """Paths of a claim and of a case."""
    for name, content in (("claim", CLAIM), ("case", CASE)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    return {name: str(tmp_path / f"{name}.json") for name in ("claim", "case")} | {
        "out": str(tmp_path / "out")
    }


NEED_A_SNAPSHOT = (
    ("show", "99213"),
    ("price", "{claim}"),
    ("price", str(Path(__file__).parents[2] / "examples" / "claim.837")),
    ("case", "{case}"),
    ("cards", "--out", "{out}"),
    ("releases",),
    ("site", "--out", "{out}"),
    ("upload", "file:///tmp"),
)


@pytest.mark.parametrize(
    "words", NEED_A_SNAPSHOT, ids=lambda words: Path(words[-1]).stem if words[0] == "price" else words[0]
)
def test_a_command_reads_the_snapshot_that_is_named(
    two_postings: Path, files: dict[str, str], words: tuple[str, ...]
) -> None:
    said = run(two_postings, *(word.format(**files) for word in words), "--snapshot", "2019Q1-00000000")
    assert said.exit_code == 1
    assert str(said.exception).startswith("no snapshot '2019Q1-00000000'")


def test_a_claim_and_a_case_are_priced_as_text_and_as_json(two_postings: Path, files: dict[str, str]) -> None:
    """$116.90 in an office; $82.00 in a hospital of an area with the wage index 0.7."""
    assert json.loads(run(two_postings, "price", files["claim"], "--json").stdout)["total"] == "116.90"
    assert "total $116.90" in run(two_postings, "price", files["claim"]).stdout
    priced = json.loads(run(two_postings, "case", files["case"], "--json").stdout)
    assert [site["facility_payment"] for site in priced["sites"]][1] == "82.00"
    assert "$82.00" in run(two_postings, "case", files["case"]).stdout


def test_a_case_is_compared_with_another_day(two_postings: Path, files: dict[str, str]) -> None:
    against = ("case", files["case"], "--against", "2026-03-01")
    compared = json.loads(run(two_postings, *against, "--json").stdout)
    assert {compared["before"], compared["after"]} == {"2026-02-01", "2026-03-01"}
    assert "2026-03-01" in run(two_postings, *against).stdout


@pytest.mark.parametrize(("more", "rvu"), [((), 1.40), (THEN, 1.30)])
def test_cards_are_written_for_the_day_and_as_known(
    two_postings: Path, tmp_path: Path, more: tuple[str, ...], rvu: float
) -> None:
    told = json.loads(run(two_postings, "cards", "--out", str(tmp_path), *ON, *more, "--json").stdout)
    files = sorted(path.stem for path in tmp_path.glob("??/*.json"))
    assert told == {"cards": len(files), "written": len(files) + 1, "removed": 0}
    assert work(json.loads((tmp_path / "99" / "99213.json").read_text())) == rvu
    again = run(two_postings, "cards", "--out", str(tmp_path), *ON, *more).stdout
    assert again == f"{len(files)} cards in {tmp_path}: 0 files written, 0 removed\n"
    assert run(two_postings, "cards", "--out", str(tmp_path), "--on", "2019-02-01").exit_code == 1


@pytest.mark.parametrize(("more", "amount"), [((), "$116.90"), (THEN, "$113.56")])
def test_a_static_site_is_of_the_day_and_as_known(
    two_postings: Path, tmp_path: Path, more: tuple[str, ...], amount: str
) -> None:
    told = json.loads(run(two_postings, "site", "--out", str(tmp_path), *ON, *more, "--json").stdout)
    assert told["codes"] == len(list((tmp_path / "codes").glob("*.html")))
    assert amount in (tmp_path / "codes" / "99213.html").read_text()
    assert run(two_postings, "site", "--out", str(tmp_path), "--on", "2019-02-01").exit_code == 1


def test_hashes_are_whole_in_json_and_short_in_a_table(two_postings: Path) -> None:
    rows = json.loads(run(two_postings, "releases", "--json").stdout)
    hashes = [row["sha256"] for row in rows]
    assert {len(text) for text in hashes} == {64}
    shown = run(two_postings, "releases").stdout
    assert all(text[:12] in shown and text[:13] not in shown for text in hashes)


def test_a_snapshot_is_listed_with_its_channels(two_postings: Path) -> None:
    [row] = json.loads(run(two_postings, "snapshots", "--json").stdout)
    assert (row["id"], row["channels"], row["releases"]) == ("2026Q1-00000001", "latest", 0)
    assert row["path"] == str(two_postings / "snapshots" / "2026Q1-00000001")


def test_a_diff_is_from_the_first_to_the_second_of_one_code_at_a_place(sample_home: Path) -> None:
    """20957 in a facility of Alabama: (41.54 + 23.14 x 0.875 + 8.86 x 0.566) x 33.4009 = 2,231.256."""

    def rows(*more: str) -> list[dict[str, Any]]:
        named = ("diff", "pfs-rvu 2025D", "pfs-rvu 2026A", "--code", "20957", *more, "--json")
        found: list[dict[str, Any]] = json.loads(run(sample_home, *named).stdout)
        return [row for row in found if row["amount_after"]]

    assert {row["hcpcs"] for row in rows()} == {"20957"}
    assert {row["amount_after"] for row in rows()} == {"2456.300"}
    assert {row["amount_after"] for row in rows(*ALABAMA)} == {"2231.260"}


Ran = list[tuple[str, dict[str, Any]]]
AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
FAILED = ReleaseState("opps 2026-01", "failed", 1, "NotAZip: …")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> tuple[Ran, list[Report]]:
    """What commands ask of the flows, and the reports they get; a flow itself needs Prefect's server."""
    asked: Ran = []
    reports = [Report("a run", "refresh", AT, "newest")]

    def flow(name: str, parameters: dict[str, Any]) -> Report:
        asked.append((name, parameters))
        return reports[-1]

    monkeypatch.setattr(run_local, "run_deployed_locally", flow)
    return asked, reports


NAMED = ["pfs-rvu 2026A", "opps 2026-01"]
NEWEST: dict[str, Any] = {"releases": [], "series": [], "quarter": None}
SINCE_2009: dict[str, Any] = {"series": [], "first": "2009", "last": None, "revisions": "newest"}


@pytest.mark.parametrize(
    ("words", "name", "parameters"),
    [
        (("refresh",), "refresh", NEWEST),
        (("refresh", "-r", NAMED[0], "-r", NAMED[1]), "refresh", NEWEST | {"releases": NAMED}),
        (("refresh", "-s", "asc", "--series", "opps"), "refresh", NEWEST | {"series": ["asc", "opps"]}),
        (("refresh", "--quarter", "2026Q1"), "refresh", NEWEST | {"quarter": "2026Q1"}),
        (("retry", "asc 2026-01"), "refresh", NEWEST | {"releases": ["asc 2026-01"]}),
        (("backfill",), "backfill", SINCE_2009),
        (("backfill", "-s", "asc"), "backfill", SINCE_2009 | {"series": ["asc"]}),
        (("backfill", "--from", "2018"), "backfill", SINCE_2009 | {"first": "2018"}),
        (("backfill", "--to", "2019Q2"), "backfill", SINCE_2009 | {"last": "2019Q2"}),
        (("backfill", "--revisions", "all"), "backfill", SINCE_2009 | {"revisions": "all"}),
        (("watch",), "watch", {"series": []}),
        (("watch", "-s", "asc"), "watch", {"series": ["asc"]}),
        (("publish",), "publish", {"accept": [], "reason": ""}),
        (("publish", "--accept", "a", "--reason", "so"), "publish", {"accept": ["a"], "reason": "so"}),
        (("verify",), "verify", {}),
        (("repair",), "repair", {}),
    ],
)  # fmt: skip
def test_a_command_runs_its_flow_with_its_options(
    tmp_path: Path,
    ran: tuple[Ran, list[Report]],
    words: tuple[str, ...],
    name: str,
    parameters: dict[str, Any],
) -> None:
    assert run(tmp_path, *words).exit_code == 0
    assert ran[0] == [(name, parameters)]


def test_a_reason_of_blanks_is_none(tmp_path: Path, ran: tuple[Ran, list[Report]]) -> None:
    assert run(tmp_path, "publish", "--accept", "keys_are_unique", "--reason", " ").exit_code == 2
    assert run(tmp_path, "publish", "--reason", " ").exit_code == 0
    assert len(ran[0]) == 1


@pytest.mark.parametrize(
    ("report", "status", "said"),
    [
        ({"is_new": True, "snapshot": "2026Q1-1"}, 0, ["published", "snapshot 2026Q1-1 (new)"]),
        ({"releases": (FAILED,)}, 1, ["failed", "opps 2026-01", "NotAZip: …"]),
        ({"problems": ("a page",), "notes": ("delisted",)}, 1, ["failed", "a page", "delisted"]),
        ({"cancelled": "by Ctrl-C"}, 130, ["cancelled by Ctrl-C; run it again to continue"]),
        ({"releases": (ReleaseState("opps 2026-01", "unchanged", 1),)}, 0, ["nothing new"]),
    ],
)
def test_the_exit_status_and_the_text_are_those_of_the_report(
    tmp_path: Path, ran: tuple[Ran, list[Report]], report: dict[str, Any], status: int, said: list[str]
) -> None:
    ran[1].append(Report("a run", "refresh", AT, "newest", **report))
    text, told = run(tmp_path, "refresh"), run(tmp_path, "refresh", "--json")
    assert (text.exit_code, told.exit_code) == (status, status)
    assert [words for words in said if words not in text.stdout] == []
    assert json.loads(told.stdout)["outcome"] == ran[1][-1].outcome
    assert ("opps 2026-01" in text.stdout) == (FAILED in report.get("releases", ())), "only with a reason"


def test_a_dry_run_is_of_the_series_and_the_period(tmp_path: Path, url: str) -> None:
    env = {"CMSFEES_HOME": str(tmp_path), "CMSFEES_SITE": url, "CMSFEES_SPACING": "0"}
    words = ["backfill", "--dry-run", "--json", "-s", "pfs-rvu", "--from", "2025Q4", "--to", "2025Q4"]
    said = CliRunner().invoke(app, words, env=env)
    assert said.exit_code == 0, said.output
    rows = json.loads(said.stdout)
    assert [(row["release"], row["action"]) for row in rows] == [("pfs-rvu 2025D", "fetch")]


def test_runs_are_the_newest_first_and_as_many_as_asked(tmp_path: Path) -> None:
    for seconds in (1.25, 2.75, 61.5):
        with open_run(tmp_path, "watch") as opened:
            opened.record(Timing("fetch", "opps 2026-01", "new", seconds))
            opened.close(Report(opened.id, "watch", opened.started_at, f"{seconds}", seconds=seconds))
    rows = json.loads(run(tmp_path, "runs", "--json").stdout)
    assert [row["asked"] for row in rows] == ["61.5", "2.75", "1.25"]
    assert [row["seconds"] for row in rows] == [61.5, 2.75, 1.25]
    two = json.loads(run(tmp_path, "runs", "--limit", "2", "--json").stdout)
    assert [row["asked"] for row in two] == ["61.5", "2.75"]
    line = next(line for line in run(tmp_path, "runs").stdout.splitlines() if " 2.75 " in line)
    assert " 3 " in line
    assert json.loads(run(tmp_path, "metrics", "SELECT sum(seconds) AS s FROM metrics", "--json").stdout) == [
        {"s": 65.5}
    ]
    last = json.loads(run(tmp_path, "status", "--json").stdout)["last_run"]
    assert last["asked"] == "61.5"


def test_what_was_read_unusually_is_counted() -> None:
    loads: Any = {
        "renderings_rejected": [{}, {}],
        "columns_unread": [],
        "rows_set_aside": [{"row_count": 3}, {"row_count": 4}],
    }
    assert list(_how_read(loads)) == [
        "2 renderings of a table could not be read (table renderings)",
        "7 rows are set aside (set_aside)",
    ]


FREE = ". To do: free some disk space, then run again"
CLOSE = ". To do: another process has the file open for writing; close it, or open it read-only"


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (RecursionError(), "the file is too deeply nested to read"),
        (MemoryError(), "out of memory; CMSFEES_MEMORY limits DuckDB's memory"),
        (FileNotFoundError(2, "No such file or directory", "x.json"), "x.json: No such file or directory"),
        (OSError(28, "No space left on device"), "[Errno 28] No space left on device"),
        (UnknownRelease("No space left on device"), f"No space left on device{FREE}"),
        (UnknownRelease("No space left on device. To do: x"), "No space left on device. To do: x"),
        (duckdb.IOException("Could not set lock on file\nat x"), f"Could not set lock on file{CLOSE}"),
        (KeyError("x"), None),
    ],
)  # fmt: skip
def test_an_expected_error_is_one_line_and_any_other_is_a_bug(error: Exception, message: str | None) -> None:
    assert error_message(error) == message


def test_a_bug_is_shown_with_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise KeyError("x")

    monkeypatch.setattr(command_line, "app", broken)
    with pytest.raises(KeyError):
        command_line.main()


def test_json_keeps_letters_and_a_table_leaves_null_blank(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"a": "→ é"})
    assert "→ é" in capsys.readouterr().out
    assert cell(None) == ""
