"""The MCP server, asked by the SDK's own client."""

import json
from typing import Any

import anyio
import pytest
from mcp.client import Client

from web.mcp_server import create_server
from web.settings import WebSettings


def ask(settings: WebSettings, tool: str, **arguments: Any) -> Any:
    """What the tool answers; an error as text."""

    async def asked() -> Any:
        async with Client(create_server(settings)) as client:
            return await client.call_tool(tool, arguments)

    answer = anyio.run(asked)
    if answer.is_error:
        return answer.content[0].text
    return answer.structured_content or json.loads(answer.content[0].text)


def test_it_names_its_tools(settings: WebSettings) -> None:
    async def listed() -> set[str]:
        async with Client(create_server(settings)) as client:
            return {tool.name for tool in (await client.list_tools()).tools}

    assert anyio.run(listed) == {"code_card", "payment", "price_case", "ncci_check", "changes"}


def test_a_card_has_its_sources(settings: WebSettings) -> None:
    card = ask(settings, "code_card", code="20957", on="2026-02-01")
    assert card["physician"]["physician_fees"]["total_rvu_facility"] == 73.54
    assert {len(source["sha256"]) for source in card["sources"]} == {64}


def test_a_payment_has_status_and_source(settings: WebSettings) -> None:
    answer = ask(settings, "payment", code="20957", on="2026-02-01", setting="facility")
    [row] = answer["payment"]
    assert (row["payment"], row["payment_status"]) == (2456.30, "paid")
    assert [source["label"] for source in answer["sources"]] == ["RVU26A · January 2026"]


def test_a_case_is_priced_with_its_sources(settings: WebSettings) -> None:
    answer = ask(settings, "price_case", lines=[{"code": "20957"}], on="2026-02-01")
    assert [site["total_payment"] for site in answer["sites"]][1:] == [9869.68, 7138.59]
    assert [source["release_id"] for source in answer["sources"]] == [
        "asc 2026-01 r1",
        "opps 2026-01 r1",
        "pfs-rvu 2026A r1",
    ]


def test_ncci_that_is_not_loaded_says_so(settings: WebSettings) -> None:
    answer = ask(settings, "ncci_check", codes=["20957", "71046"], on="2026-02-01")
    assert [row["answer"] for row in answer["ptp"]] == ["no_data"]


def test_changes_come_by_size_with_causes(settings: WebSettings) -> None:
    answer = ask(settings, "changes", release="pfs-rvu 2026A r1", code="20957")
    sizes = [abs(row["difference"]) for row in answer["changes"] if row["difference"] is not None]
    assert sizes == sorted(sizes, reverse=True)
    [change] = [row for row in answer["changes"] if row["difference"] == -225.55]
    assert (change["by_work"], change["by_conversion_factor"]) == (-34.61, 77.54)  # 1.07 x 32.3465
    assert [source["release_id"] for source in answer["sources"]] == ["pfs-rvu 2025D r1", "pfs-rvu 2026A r1"]
    assert (answer["total"], answer["release"]["previous_release_id"]) == (
        len(answer["changes"]),
        "pfs-rvu 2025D r1",
    )


@pytest.mark.parametrize(
    ("tool", "arguments", "why"),
    [
        ("code_card", {"code": "'; --", "on": "2026-02-01"}, "code"),
        ("code_card", {"code": "20957", "on": "yesterday"}, "on"),
        (
            "payment",
            {"code": "20957", "on": "2026-02-01", "setting": "facility", "mac": "10112"},
            "mac and locality must be used together",
        ),
        (
            "price_case",
            {"lines": [{"code": "1"}], "on": "2026-02-01"},
            "lines.0: Value error, '1' is not a procedure code",
        ),
        ("changes", {"release": "pfs-rvu 1999A r1"}, "no release 'pfs-rvu 1999A r1' in this snapshot"),
        (
            "changes",
            {"release": "pfs-rvu 2026A r1", "known_on": "2025-12-28"},
            "no release",
        ),  # of December 29
        ("changes", {"release": "pfs-rvu 2026A r1", "limit": 0}, "limit"),
        ("changes", {"release": "pfs-rvu 2026A r1", "limit": 201}, "limit"),
        ("ncci_check", {"codes": [], "on": "2026-02-01"}, "codes"),
        ("ncci_check", {"codes": ["20957"] * 41, "on": "2026-02-01"}, "codes"),
        ("price_case", {"lines": [], "on": "2026-02-01"}, "lines"),
        ("price_case", {"lines": [{"code": "20957"}] * 101, "on": "2026-02-01"}, "lines"),
    ],
)
def test_invalid_input_is_a_clear_error(
    settings: WebSettings, tool: str, arguments: dict[str, Any], why: str
) -> None:
    message = ask(settings, tool, **arguments)
    assert isinstance(message, str)
    assert why in message
