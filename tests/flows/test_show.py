"""`cmsfees show` on the bundled sample."""

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest
from obstore.exceptions import GenericError
from typer.testing import CliRunner, Result

from flows.cli.error_messages import error_message
from flows.cli.main import app
from flows.orchestration.parameters import wanted
from flows.pipeline import pipeline
from flows.pipeline.context import RunContext
from flows.runs.run_folder import open_run
from sources.sample.serve import serve_sample
from sources.sample.write import write_site
from sources.settings import Settings
from warehouse.publishing.upload import NotObjectStorage

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root with the newest releases of the sample."""
    home = tmp_path_factory.mktemp("home")
    with serve_sample(write_site(tmp_path_factory.mktemp("site"))) as url, open_run(home, "refresh") as run:
        settings = Settings(home=home, site=url, spacing=0, accept_ama_license=True)
        context = RunContext(settings, run)
        report = pipeline.refresh(context, wanted(series=("pfs-rvu", "opps", "asc")))
        assert report.is_good, report.summary
    return home


def show(home: Path, *words: str) -> Result:
    env = {"CMSFEES_HOME": str(home), "COLUMNS": "160"}
    return CliRunner().invoke(app, ["show", *words], env=env)


def test_the_card_shows_payments_sources_and_reasons(published: Path) -> None:
    result = show(published, "20957", "--on", "2026-02-01")
    assert result.exit_code == 0
    for figure in ("41.54", "23.14", "8.86", "73.54", "33.4009", "33.5675", "$2,456.30", "090", "5114", "J1"):
        assert figure in result.output
    for figure in (
        "$7,413.38",
        "$9,869.68",
        "J8",
        "$4,682.29",
        "$7,138.59",
        "not_applicable",
        "NA indicator",
    ):
        assert figure in result.output
    assert "rvu26a-updated-12-29-2025.zip" in result.output


def test_every_source_of_the_json_has_its_release_file_and_sha256(published: Path) -> None:
    card = json.loads(show(published, "20957", "--on", "2026-02-01", "--json").output)
    assert card["physician"]["physician_fees"]["total_rvu_facility"] == 73.54
    assert {source["release_id"] for source in card["sources"]} >= {
        card["physician"]["physician_fees"]["release_id"]
    }
    assert all(len(source["sha256"]) == 64 and source["url"].endswith(".zip") for source in card["sources"])


@pytest.mark.parametrize(
    ("code", "kept"), [("71046", ["26", "TC"]), ("71046-26", ["26"]), ("45378-53", ["53"])]
)
def test_rows_with_modifiers_are_listed_with_the_code(published: Path, code: str, kept: list[str]) -> None:
    card = json.loads(show(published, code, "--on", "2026-02-01", "--json").output)
    assert [row["modifier"] for row in card["physician"]["component_rows"]] == kept


def test_in_a_locality_the_sites_are_compared_there_too(published: Path) -> None:
    place = ["--mac", "10112", "--locality", "00"]
    result = show(published, "71046", "--on", "2026-02-01", *place)
    for words in ("$33.07", "$29.60", "$32.37", "in 10112 00 ALABAMA; the facility payment is the national"):
        assert words in result.output
    card = json.loads(show(published, "71046", "--on", "2026-02-01", *place, "--json").output)
    assert [site["total_payment"] for site in card["site_of_service_local"]] == [29.6, None, 32.37]


def test_a_locality_without_its_mac_is_refused(published: Path) -> None:
    result = show(published, "71046", "--on", "2026-02-01", "--locality", "00")
    assert result.exit_code == 2
    assert "--mac and --locality must be used together" in result.output


def test_modifiers_without_a_row_of_their_own_are_priced(published: Path) -> None:
    """Both sides: 150 % (record layout, bilateral indicator 1); 1,159.35 nationally for one knee."""
    result = show(published, "27447-50-LT", "--on", "2026-02-01")
    assert result.exit_code == 0
    assert "$1,739.03" in result.output
    card = json.loads(show(published, "27447-50-LT", "--on", "2026-02-01", "--json").output)
    assert [(row["pfs_setting"], row["payment"]) for row in card["payments"]][1] == ("facility", 1739.03)


def test_several_codes_as_cards_csv_and_parquet(published: Path, tmp_path: Path) -> None:
    codes = ["20957", "71046"]
    cards = json.loads(show(published, *codes, "--on", "2026-02-01", "--json").output)
    assert [card["code"] for card in cards] == codes
    result = show(published, *codes, "--on", "2026-02-01", "--csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [(row["hcpcs"], row["site"]) for row in rows][::3] == [(code, "office") for code in codes]
    asc = next(row for row in rows if (row["hcpcs"], row["site"]) == ("20957", "asc"))
    assert asc["facility_payment"] == "4682.290"
    file = tmp_path / "sites.parquet"
    assert show(published, *codes, "--on", "2026-02-01", "--parquet", str(file)).exit_code == 0
    assert pl.read_parquet(file).height == len(rows) == 6


def test_a_date_outside_says_what_is_loaded(published: Path) -> None:
    result = show(published, "20957", "--on", "2027-02-01")
    assert result.exit_code == 1
    assert "20957 on 2027-02-01: no fee schedule is loaded for that day\n" in result.output
    assert (
        "pfs-rvu (loaded 2026-01-01 to 2026-03-31), opps (loaded 2026-01-01 to 2026-03-31)" in result.output
    )
    assert "the last day loaded is 2026-03-31: try --on 2026-03-31" in result.output
    assert "not loaded" not in show(published, "99999", "--on", "2026-02-01").output


def test_the_csv_warns_that_it_ignores_modifiers(published: Path) -> None:
    result = show(published, "27447-50", "--on", "2026-02-01", "--csv")
    assert result.stderr == "27447-50: the site table ignores modifiers; use `--json` to price them\n"
    assert result.stdout.startswith("mac,locality,hcpcs,site,")


def test_a_zip_code_that_no_file_has_is_named(published: Path) -> None:
    result = show(published, "71046", "--on", "2026-02-01", "--zip", "36104")
    assert result.exit_code == 1
    assert "ZIP code 36104: no release of zip-locality is loaded" in result.output


def test_an_unknown_locality_is_named(published: Path) -> None:
    result = show(published, "71046", "--on", "2026-02-01", "--mac", "10112", "--locality", "77")
    assert "GPCI of pfs-rvu 2026A r1 has no locality 10112 77" in result.output


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["99999", "--on", "2026-02-01"], "do not list the code"),
        (["20957-26", "--on", "2026-02-01"], "No row of 20957 with modifier 26"),
        (["20957", "--on", "2019-02-01"], "no fee schedule is loaded for that day"),
        (["20957", "--snapshot", "2019Q1-00000000"], "no snapshot '2019Q1-00000000'"),
    ],
)
def test_no_answer_is_exit_status_1_with_the_reason(published: Path, words: list[str], why: str) -> None:
    result = show(published, *words)
    assert result.exit_code == 1
    assert why in f"{result.output}{result.exception}"


def test_a_snapshot_is_uploaded_and_its_channel_points_to_it(published: Path, tmp_path: Path) -> None:
    """Uploads to a folder by URL: object storage differs only in the scheme."""
    env = {"CMSFEES_HOME": str(published)}
    done = CliRunner().invoke(app, ["upload", f"file://{tmp_path}", "--json"], env=env)
    assert done.exit_code == 0, done.output
    snapshot = (tmp_path / "latest").read_text().strip()
    assert json.loads(done.output)["database"].endswith(f"{snapshot}/cmsfees.duckdb")
    sent = (tmp_path / snapshot / "cmsfees.duckdb").read_bytes()
    assert sent == (published / "snapshots" / snapshot / "cmsfees.duckdb").read_bytes()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("notaurl", "relative URL without a base"),
        ("foo://bucket/x", "Unable to recognise URL"),
        ("file:///nosuch/folder", "Unable to canonicalize"),
        ("http://127.0.0.1:9/x", "a web server does not accept uploads"),
    ],
)
def test_a_url_that_rejects_uploads_is_named(published: Path, url: str, why: str) -> None:
    env = {"CMSFEES_HOME": str(published)}
    error = CliRunner().invoke(app, ["upload", url], env=env).exception
    assert isinstance(error, NotObjectStorage)
    assert str(error).startswith(f"{url}: ")
    assert why in str(error)
    assert "s3://bucket/cmsfees" in str(error)


def test_missing_credentials_are_named() -> None:
    """Without any obstore asks the machine's metadata service, at an address that says nothing to people."""
    error = GenericError("Generic S3 error: Error performing PUT http://169.254.169.254/latest/api/token")
    assert "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in str(error_message(error))


def test_a_price_reports_that_no_edits_were_loaded(published: Path) -> None:
    """The sample holds no NCCI tables: the lines have prices that edits might take away."""
    env = {"CMSFEES_HOME": str(published), "COLUMNS": "160"}
    done = CliRunner().invoke(app, ["price", str(EXAMPLES / "lines.json")], env=env)
    assert done.exit_code == 0, done.output
    assert "$1,052.72" in done.output  # 27447 in Alabama's facility
    assert "unless an edit that is not loaded applies" in done.output


def test_an_837_is_priced_claim_by_claim(published: Path) -> None:
    """The first of two days has the lines of lines.json without the chest film; $1,159.35 for one knee."""
    env, file = {"CMSFEES_HOME": str(published)}, str(EXAMPLES / "claim.837")
    first, second = json.loads(CliRunner().invoke(app, ["price", file, "--json"], env=env).output)
    assert (first["claim"], first["service_date"], second["service_date"]) == (
        "A1",
        "2026-02-01",
        "2026-02-02",
    )
    assert first["lines"][0]["payment"] == "1159.35"
    local = ["--mac", "10112", "--locality", "00"]
    first, _ = json.loads(CliRunner().invoke(app, ["price", file, *local, "--json"], env=env).output)
    assert first["lines"][0]["payment"] == "1052.72"
    refused = CliRunner().invoke(app, ["price", str(EXAMPLES / "lines.json"), *local], env=env)
    assert refused.exit_code == 2
