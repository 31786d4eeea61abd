"""The JSON API: the card is the snapshot's, and every answer fits the schema that OpenAPI gives it."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

import warehouse

SCHEMA = json.loads((Path(warehouse.__file__).parent / "snapshots" / "card.schema.json").read_text("utf-8"))


def test_the_card_fits_its_schema(client: TestClient) -> None:
    card = client.get("/api/v1/codes/20957?on=2026-02-01").json()
    jsonschema.validate(card, SCHEMA)
    assert card["physician"]["physician_fees"]["total_rvu_facility"] == 73.54


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    return found


ANSWERS = {
    "/codes": "/codes?q=2095&on=2026-02-01",
    "/codes/{code}": "/codes/20957?on=2026-02-01",
    "/codes/{code}/sites": "/codes/20957/sites?on=2026-02-01&mac=10112&locality=00",
    "/codes/{code}/payment": "/codes/71046/payment?on=2026-02-01&modifiers=26&setting=facility",
    "/codes/{code}/fees": "/codes/20957/fees?on=2026-02-01&mac=10112&locality=00",
    "/codes/{code}/modifiers": "/codes/20957/modifiers?on=2026-02-01",
    "/codes/{code}/ncci": "/codes/20957/ncci?on=2026-02-01",
    "/ncci": "/ncci?codes=20957,71046",
    "/mue": "/mue?codes=20957&table=dme",
    "/add-ons": "/add-ons?codes=20957",
    "/changes": "/changes?after=pfs-rvu%202026A%20r1&limit=5",
    "/releases": "/releases?series=opps",
    "/checks": "/checks",
}


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_fits_what_openapi_says(client: TestClient, description: dict[str, Any], path: str) -> None:
    answer = client.get(f"/api/v1{ANSWERS[path]}")
    assert answer.status_code == 200
    schema = description["paths"][f"/api/v1{path}"]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    jsonschema.validate(answer.json(), {**schema, "components": description["components"]})
    if path != "/codes/{code}":
        assert answer.json()["snapshot"].startswith("2026Q1-")


def test_openapi_lists_every_route_that_is_tested_here(description: dict[str, Any]) -> None:
    gets = {
        path.removeprefix("/api/v1") for path, methods in description["paths"].items() if "get" in methods
    }
    assert gets == set(ANSWERS)
    answers = [
        method["responses"] for methods in description["paths"].values() for method in methods.values()
    ]
    assert {tuple(found) for found in answers} == {("200", "400", "404", "413", "414", "422", "503")}


def test_the_index_names_the_paths(client: TestClient, description: dict[str, Any]) -> None:
    index = client.get("/api/v1").json()
    assert index.pop("snapshot").startswith("2026Q1-")
    assert index == {"openapi": "/api/v1/openapi.json", "paths": sorted(description["paths"])}


def test_modifiers_and_checks_come_in_order(client: TestClient) -> None:
    rows = client.get("/api/v1/codes/20957/modifiers?on=2026-02-01").json()["rows"]
    parts, sites = ["professional", "facility", "evaluation"], [None, "hospital_outpatient", "asc"]
    order = [(parts.index(row["payer_part"]), row["modifier"], sites.index(row["site"])) for row in rows]
    assert order == sorted(set(order))
    assert {(part, site) for part, _, site in order} == {(0, 0), (1, 1), (1, 2), (2, 0)}
    checks = client.get("/api/v1/checks").json()
    names = [row["name"] for row in checks["rows"]]
    assert names == sorted(set(names))
    parity = [(row["published_release_id"], row["scorecard"]) for row in checks["parity"]]
    assert parity == sorted(parity)


def test_columns_carry_their_comments(description: dict[str, Any]) -> None:
    site = description["components"]["schemas"]["Site"]["properties"]
    assert site["facility_copayment"]["type"] == ["number", "null"]
    assert "dollars" in site["facility_copayment"]["description"]


def test_pages_follow_each_other_to_the_end(client: TestClient) -> None:
    found, offset = [], 0
    while offset is not None:
        page = client.get(f"/api/v1/codes?on=2026-02-01&limit=300&offset={offset}").json()
        found += [row["hcpcs"] for row in page["rows"]]
        offset = page["next"]
    whole = client.get("/api/v1/codes?on=2026-02-01&limit=1000").json()
    assert whole["next"] is None
    assert found == sorted(set(found)) == [row["hcpcs"] for row in whole["rows"]]
    assert len(found) > 500


def test_amounts_keep_their_decimals(client: TestClient) -> None:
    text = client.get("/api/v1/codes/20957/payment?on=2026-02-01&setting=facility").text
    assert '"payment":2456.30' in text or '"payment":2456.3,' in text


def test_a_claim_is_priced(client: TestClient) -> None:
    claim = {"service_date": "2026-02-01", "setting": "facility", "lines": [{"code": "20957"}]}
    priced = client.post("/api/v1/price", json=claim).json()
    assert priced["total"] == 2456.30
    assert client.post("/api/v1/price", json={**claim, "lines": [{"code": "20957"}] * 101}).status_code == 422


@pytest.mark.parametrize("question", ["price", "case"])
def test_a_mangled_question_is_refused_with_the_field(client: TestClient, question: str) -> None:
    """As in a file, see test_mangled_questions: 422, never another amount."""
    plain: dict[str, Any] = {"service_date": "2026-02-01", "lines": [{"code": "20957", "modifiers": ["LT"]}]}
    plain |= {"setting": "facility"} if question == "price" else {}
    same = plain | {"lines": [{"code": " 20957-lt\u00a0", "units": "1"}]}
    assert (
        client.post(f"/api/v1/{question}", json=same).json()
        == client.post(f"/api/v1/{question}", json=plain).json()
    )
    for name, value in (
        ("service_date", "26-02-01"),
        ("service_date", "0026-02-01"),
        ("service_date", None),
        ("lines", [{"code": "\uff12\uff10957"}]),
        ("lines", [{"code": "20957", "modifiers": ["L"]}]),
        ("lines", [{"code": "20957", "units": "1_0"}]),
        ("lines", [{"code": "20957", "units": -1}]),
        ("mac", "0510"),
        ("known_on", "0026-02-01"),
    ):
        place = {"locality": "00"} if name == "mac" else {}
        refused = client.post(f"/api/v1/{question}", json=plain | place | {name: value})
        assert refused.status_code == 422, value
        assert name in refused.text


def test_a_case_is_priced_in_three_sites(client: TestClient) -> None:
    """2456.30 + 7413.38 and 2456.30 + 4682.29; the office is NA."""
    case = {"service_date": "2026-02-01", "lines": [{"code": "20957"}]}
    priced = client.post("/api/v1/case", json=case).json()
    assert [site["total_payment"] for site in priced["sites"]] == [None, 9869.68, 7138.59]
    assert not priced["sites"][0]["is_payable"]


@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("series=pfs-rvu", ["2025D r1", "2026A r1"]),
        ("series=pfs-rvu&on=2026-02-01", ["2026A r1"]),
        ("series=pfs-rvu&on=2026-02-01&known_on=2025-12-28", []),  # RVU26A was posted on December 29
        ("series=pfs-rvu&known_on=2025-12-28", ["2025D r1"]),
        ("series=pfs-rvu&known_on=2025-12-29", ["2025D r1", "2026A r1"]),
        ("series=pfs-rvu&on=2019-01-01", []),
    ],
)
def test_releases_are_those_known_and_in_force(client: TestClient, query: str, labels: list[str]) -> None:
    """In the list, on the page, and as the releases whose amounts are compared with CMS's."""
    ids = [f"pfs-rvu {label}" for label in labels]
    assert [row["release_id"] for row in client.get(f"/api/v1/releases?{query}").json()["rows"]] == ids
    page = client.get(f"/releases?{query}").text
    assert re.findall(r'<th scope="row" class="wrap">(pfs-rvu [^<]+)', page) == ids[::-1]
    parity = client.get(f"/api/v1/checks?{query.partition('&')[2]}").json()["parity"]
    assert {row["published_release_id"] for row in parity} == set(ids)


def test_releases_are_paged(client: TestClient) -> None:
    whole = client.get("/api/v1/releases").json()
    pages = [client.get(f"/api/v1/releases?limit=7&offset={offset}").json() for offset in (0, 7)]
    assert [row for page in pages for row in page["rows"]] == whole["rows"]
    assert [page["next"] for page in pages] == [7, None]
    assert len(whole["rows"]) > 7
