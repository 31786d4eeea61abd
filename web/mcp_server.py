"""An MCP server whose tools read the snapshot and return each answer with its sources."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any, Literal

import duckdb
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from pydantic import BeforeValidator, Field, ValidationError

from cmsfees import OpenSnapshot
from cmsfees.snapshot import LATEST_KNOWLEDGE, Setting
from warehouse.pricing.normalize import normalize_day, normalize_known_day
from web import queries
from web.queries import CODE
from web.settings import WebSettings
from web.snapshot import CurrentSnapshot, QueryTooSlow

INSTRUCTIONS = (
    "What Medicare pays for procedure codes on a date of service, in dollars, from CMS's files. "
    "A null amount has a payment_status and a reason: report them, and do not estimate. Cite sources. "
    "CPT descriptors belong to the AMA and are not included."
)
ToolCode = Annotated[str, Field(pattern=CODE, description="Procedure code, five letters or digits.")]
ToolCodes = Annotated[list[ToolCode], Field(min_length=1, max_length=40)]
ToolDate = Annotated[date, BeforeValidator(normalize_day), Field(description="Date of service.")]
ToolKnownOn = Annotated[
    Annotated[date, BeforeValidator(normalize_known_day)] | None,
    Field(description="What was known on this day; default: all that is known."),
]
ToolMac = Annotated[str | None, Field(pattern=r"^[0-9]{5}$", description="Medicare contractor.")]
ToolLocality = Annotated[str | None, Field(pattern=r"^[0-9A-Za-z]{2}$", description="Requires mac.")]
Answer = dict[str, Any]


def create_server(settings: WebSettings | None = None) -> MCPServer[Any]:
    """Create the server with its tools on the channel's snapshot."""
    current = CurrentSnapshot(settings or WebSettings())
    server: MCPServer[Any] = MCPServer("cmsfees", instructions=INSTRUCTIONS)
    for add in (_card, _payment, _case, _ncci, _changes):
        add(server, current)
    return server


def run() -> None:
    """Serve standard input and output until the client disconnects."""
    create_server().run("stdio")


def _card(server: MCPServer[Any], current: CurrentSnapshot) -> None:
    @server.tool()
    def code_card(code: ToolCode, on: ToolDate, known_on: ToolKnownOn = None) -> Answer:
        """Return everything about a code: RVUs, payment by site, modifiers, NCCI, history."""
        with open_for_tool(current) as fees:
            card: Answer = json.loads(queries.card_text(fees, code, on, known_on or LATEST_KNOWLEDGE))
            return {"snapshot": fees.id, **card}


def _payment(server: MCPServer[Any], current: CurrentSnapshot) -> None:
    @server.tool()
    def payment(
        code: ToolCode,
        on: ToolDate,
        setting: Setting,
        modifiers: Annotated[str | None, Field(max_length=11, description="Such as 26-50.")] = None,
        mac: ToolMac = None,
        locality: ToolLocality = None,
        qualifying_apm: bool = False,
        known_on: ToolKnownOn = None,
    ) -> Answer:
        """Return a physician's payment for a code, with each step: RVUs, GPCIs, factor, modifiers, limits."""
        _whole_place(mac, locality)
        sql = "FROM pfs_payment($1, $2, $3, $4, $5, $6, qp := $7, known_on := $8)"
        arguments = (modifiers, mac, locality, on, setting, qualifying_apm, known_on or LATEST_KNOWLEDGE)
        with open_for_tool(current) as fees:
            return sourced(fees, {"payment": fees.rows(sql, code.upper(), *arguments)})


def _case(server: MCPServer[Any], current: CurrentSnapshot) -> None:
    @server.tool()
    def price_case(
        lines: Annotated[
            list[dict[str, Any]],
            Field(min_length=1, max_length=100, description="Each {code, modifiers: [..], units}."),
        ],
        on: ToolDate,
        mac: ToolMac = None,
        locality: ToolLocality = None,
        cbsa: Annotated[str | None, Field(description="Area of the facility's wage index.")] = None,
        ccn: Annotated[str | None, Field(description="Or the hospital's certification number.")] = None,
        known_on: ToolKnownOn = None,
    ) -> Answer:
        """Price codes of one day in office, hospital and ASC: edits, packaging, discounts, each step."""
        place = {"mac": mac, "locality": locality, "cbsa": cbsa, "ccn": ccn}
        with open_for_tool(current) as fees:
            case = {"service_date": on, "known_on": known_on, "lines": lines, **place}
            return sourced(fees, queries.case(fees, case))


def _ncci(server: MCPServer[Any], current: CurrentSnapshot) -> None:
    @server.tool()
    def ncci_check(
        codes: ToolCodes,
        on: ToolDate,
        table: Literal["practitioner", "hospital"] = "practitioner",
        known_on: ToolKnownOn = None,
    ) -> Answer:
        """Check NCCI: whether codes can be billed together, units per day, add-on codes without a primary."""
        arguments = [code.upper() for code in codes]
        with open_for_tool(current) as fees:
            return sourced(fees, queries.ncci(fees, arguments, on, known_on or LATEST_KNOWLEDGE, table))


def _changes(server: MCPServer[Any], current: CurrentSnapshot) -> None:
    @server.tool()
    def changes(
        release: Annotated[str, Field(max_length=60, description="A release_id, such as pfs-rvu 2026A r1.")],
        code: Annotated[str, Field(pattern=r"^([0-9A-Za-z]{5})?$")] = "",
        limit: Annotated[int, Field(ge=1, le=200)] = 50,
        known_on: ToolKnownOn = None,
    ) -> Answer:
        """Return a release's changes from the previous one by cause, largest payment changes first."""
        from web.changes import ChangeFilter, release_pair
        from web.changes import changes as changed

        with open_for_tool(current) as fees:
            pair = release_pair(fees, release, known_on or LATEST_KNOWLEDGE)
            if pair is None:
                raise ToolError(f"no release {release!r} in this snapshot, or it has no previous release")
            found = changed(fees, pair, ChangeFilter(code.upper()), limit, 0)
            return sourced(fees, {"total": found.total, "changes": found.rows, "release": pair})


def _whole_place(mac: str | None, locality: str | None) -> None:
    if (mac is None) != (locality is None):
        raise ToolError("mac and locality must be used together: locality 00 exists in many MACs")


@contextmanager
def open_for_tool(current: CurrentSnapshot) -> Iterator[OpenSnapshot]:
    """Yield the snapshot; raise `ToolError`, whose text alone reaches the client, for its mistakes."""
    try:
        with current.read() as fees:
            yield fees
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise ToolError("; ".join(faults)) from error
    except QueryTooSlow as error:
        raise ToolError(f"{error}; request less data") from error
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise ToolError("another version of cmsfees built the snapshot; it lacks this data") from error


def sourced(fees: OpenSnapshot, answer: Answer) -> Answer:
    """Add the snapshot id, and URL and SHA-256 of every release in the answer; return JSON values only."""
    named = sorted(set(_releases(answer)))
    sources = fees.rows(
        "SELECT release_id, label, url, sha256, published_on FROM releases "
        "WHERE release_id IN (SELECT unnest($1::VARCHAR[])) ORDER BY release_id",
        named,
    )
    found: Answer = json.loads(json.dumps({"snapshot": fees.id, **answer, "sources": sources}, default=_json))
    return found


def _releases(value: Any) -> Iterator[str]:
    """Yield every release id in an answer, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name.endswith("release_id") and isinstance(inner, str):
                yield inner
            else:
                yield from _releases(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from _releases(inner)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else float(value)
