"""What docs/explorer.md shows is served: every address and request in it is answered."""

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

EXPLORER = (Path(__file__).parents[2] / "docs" / "explorer.md").read_text("utf-8")
PAGES = re.findall(r"`(/[a-z][^`]*)`", EXPLORER.partition("## Pages")[2].partition("\nWithout a date")[0])
BODY = r"(?:-d '(?P<body>[^']+)' -H '[^']+' \\\n +)?"
SENT = re.compile(rf"curl {BODY}'?http://127\.0\.0\.1:8000(?P<path>/[^\s']+)")
REQUESTS = [(match["path"], match["body"]) for match in SENT.finditer(EXPLORER)]
VALUES = {"q": "20957", "codes": "20957", "on": "2026-02-01"}  # for what the document leaves open: `q=…`


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_document_is_served(client: TestClient, address: str) -> None:
    path = re.sub(r"(\w+)=…", lambda match: f"{match[1]}={VALUES[match[1].removeprefix('known_')]}", address)
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(("path", "body"), REQUESTS)
def test_a_request_of_the_document_is_answered(client: TestClient, path: str, body: str | None) -> None:
    sent = client.post(path, json=json.loads(body)) if body else client.get(path)
    assert sent.status_code == 200


def test_the_document_has_pages_and_requests() -> None:
    assert (len(PAGES), len(REQUESTS)) == (10, 4)
