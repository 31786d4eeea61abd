"""Pages and API on a snapshot of CMS's own files."""

import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from starlette.testclient import TestClient

import warehouse
from web.app import create_app
from web.settings import WebSettings

pytestmark = pytest.mark.real
CARD = json.loads((Path(warehouse.__file__).parent / "snapshots" / "card.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def client(real_snapshot: Path) -> Iterator[TestClient]:
    """The application on every copied release; it closes the file at its end, for others open it unlocked."""
    settings = WebSettings(snapshots=real_snapshot.parent, channel=real_snapshot.name)
    with TestClient(create_app(settings)) as client:
        yield client


def test_the_page_of_20957_shows_what_the_reference_page_must(client: TestClient) -> None:
    """RVU26A, Addendum B and ASC addenda of January 2026; CMS marks 20957 NA in the office."""
    page = client.get("/codes/20957?on=2026-02-01")
    assert page.status_code == 200
    for text in ("41.54", "23.14", "8.86", "73.54", "33.4009", "090", "$2,456.30", "5114", "$7,413.38"):
        assert text in page.text, text
    for text in ("J8", "$4,682.29", "not applicable", "RVU26A", "OPPS Addendum B", "ASC addenda"):
        assert text in page.text, text
    assert "foot &amp; ankle" in page.text


def test_the_card_of_20957_fits_its_schema(client: TestClient) -> None:
    card = client.get("/api/v1/codes/20957?on=2026-02-01").json()
    jsonschema.validate(card, CARD)
    assert card["physician"]["physician_fees"]["total_rvu_facility"] == 73.54


def test_in_birmingham_the_facility_is_paid_at_its_wage_index(client: TestClient) -> None:
    """CBSA 13820 in 2024: ASC index 0.7916 as printed; OPPS 0.7678 below the first quartile 0.8667, half of
    the distance added: 0.7678 + 0.04945 = 0.81725, half up 0.8173."""
    page = client.get("/codes/27447?on=2024-02-01&mac=10112&locality=00&cbsa=13820").text
    assert "MAC 10112, locality 00 (ALABAMA); facility in CBSA 13820" in page
    for text in ("wage index 0.8173", "$11,165.20", "wage index 0.7916", "$8,105.88", "$12,308.17"):
        assert text in page, text


def test_without_a_wage_index_on_the_day_the_page_says_why(client: TestClient) -> None:
    page = client.get("/codes/27447?on=2020-02-01&cbsa=13820").text
    assert "no wage index for CBSA 13820 at every site on this date" in page
    assert "No wage index, hospital outpatient" in page


@pytest.mark.parametrize("path", ["/releases", "/checks", "/dictionary", "/changes", "/search?q=27447"])
def test_the_other_pages_answer(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200
