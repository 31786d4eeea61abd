"""API routes. Amounts are JSON numbers with exact decimals, written by DuckDB."""

import json
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

import duckdb
from fastapi import APIRouter, HTTPException, Query, Response
from pydantic import Field

from cmsfees import OpenSnapshot
from cmsfees.snapshot import (
    CODE_MODIFIERS,
    MODIFIED_PAYMENT,
    NATIONAL_SITES,
    UNMODIFIED_PAYMENT,
    Setting,
    execute,
)
from warehouse.cases.case import Case, CaseLine
from warehouse.cases.price_case import price_case
from warehouse.pricing.claim import Claim, ClaimLine
from warehouse.pricing.price import price as price_claim
from web import changes as changed
from web import parameters as p
from web import queries
from web.api.schemas import answers, reference, rows_of
from web.snapshot import CurrentSnapshot

JSON = "application/json"
UNMODIFIED_PAYMENT_JSON = replace(UNMODIFIED_PAYMENT, as_json=True)
MODIFIED_PAYMENT_JSON = replace(MODIFIED_PAYMENT, as_json=True)
NEXT = {"type": ["integer", "null"], "description": "Offset of the next page; null on the last."}
CASE = {"type": "object", "required": ["sites", "physician", "facilities", "not_decided"]}
PRICED = {"type": "object", "required": ["lines", "total", "is_complete", "not_decided"]}


class ApiClaim(Claim):
    """A claim of at most 100 lines."""

    lines: tuple[ClaimLine, ...] = Field(min_length=1, max_length=100)


class ApiCase(Case):
    """A case of at most 100 lines."""

    lines: tuple[CaseLine, ...] = Field(min_length=1, max_length=100)


def api_routes(current: CurrentSnapshot) -> APIRouter:
    router = APIRouter(prefix="/api/v1")
    for add in (_codes, _code, _ncci, _price, _case, _changes, _releases):
        add(router, current)
    return router


def _codes(router: APIRouter, current: CurrentSnapshot) -> None:
    @router.get("/codes", responses=answers(rows_of("", next=NEXT)), tags=["codes"])
    def search_codes(
        q: Annotated[
            str, Query(max_length=60, description="Code prefix, or words in description, category or region.")
        ] = "",
        apc: Annotated[str, Query(max_length=4)] = "",
        indicator: Annotated[
            str, Query(max_length=2, description="OPPS status or ASC payment indicator.")
        ] = "",
        status: Annotated[
            str, Query(max_length=1, description="Status code of the physician fee schedule.")
        ] = "",
        category: Annotated[str, Query(max_length=40, description="Kind of service: radiology.")] = "",
        on: p.On = None,
        known_on: p.KnownOn = None,
        limit: p.Limit = 100,
        offset: p.Offset = 0,
    ) -> Response:
        """Search the codes that any payment system lists on the day, with their total per site."""
        wanted = (" ".join(q.split()), apc, indicator.upper(), status.upper(), category)
        with current.read() as fees:
            return paged(
                fees,
                f"{queries.SEARCH} ORDER BY hcpcs",
                limit,
                offset,
                p.service_date(on),
                p.known_date(known_on),
                *wanted,
            )


def _code(router: APIRouter, current: CurrentSnapshot) -> None:
    @router.get("/codes/{code}", responses=answers(reference("Card")), tags=["codes"])
    def code_card(code: p.Code, on: p.On = None, known_on: p.KnownOn = None) -> Response:
        """Return a code's card with everything about it; an unknown code has a status and a reason."""
        with current.read() as fees:
            text = queries.card_text(fees, code, p.service_date(on), p.known_date(known_on))
        return Response(text, media_type=JSON)

    @router.get("/codes/{code}/sites", responses=answers(rows_of("Site")), tags=["payment"])
    def sites(
        code: p.Code,
        on: p.On = None,
        known_on: p.KnownOn = None,
        mac: p.Mac = None,
        locality: p.LocalityNumber = None,
        cbsa: p.Cbsa = None,
        ccn: p.Ccn = None,
    ) -> Response:
        """Return payments in office, hospital outpatient department and ASC: always three rows."""
        place = p.locality_of(mac, locality) or (None, None)
        day, known = p.service_date(on), p.known_date(known_on)
        local = (
            "FROM site_of_service_of($1, $2, known_on := $3, in_mac := $4, in_locality := $5, in_cbsa := $6, "
            "in_ccn := $7) ORDER BY site DESC"
        )
        with current.read() as fees:
            if place == (None, None) and cbsa is ccn is None:
                return listed(fees, f"{NATIONAL_SITES} ORDER BY site DESC", code, day, known)
            return listed(fees, local, code, day, known, *place, cbsa, ccn)

    @router.get("/codes/{code}/payment", responses=answers(rows_of("Payment")), tags=["payment"])
    def payment(
        code: p.Code,
        on: p.On = None,
        known_on: p.KnownOn = None,
        modifiers: Annotated[
            str | None,
            Query(pattern=r"^[0-9A-Za-z]{2}([-,][0-9A-Za-z]{2}){0,3}$", description="Such as 26-50."),
        ] = None,
        mac: p.Mac = None,
        locality: p.LocalityNumber = None,
        setting: Setting = "nonfacility",
        qualifying_apm: bool = False,
    ) -> Response:
        """Return a physician's payment with each step of the calculation: one row."""
        place = p.locality_of(mac, locality) or (None, None)
        arguments = (*place, p.service_date(on), setting, qualifying_apm, p.known_date(known_on))
        with current.read() as fees:
            if modifiers is None:
                row = fees.ask(UNMODIFIED_PAYMENT_JSON, code.upper(), *arguments)
            else:
                row = fees.ask(MODIFIED_PAYMENT_JSON, code.upper(), *arguments, modifiers)
            return answer(fees, texts(row))

    @router.get("/codes/{code}/modifiers", responses=answers(rows_of("Modifier")), tags=["payment"])
    def modifiers(code: p.Code, on: p.On = None, known_on: p.KnownOn = None) -> Response:
        """Return the modifiers allowed with the code, and each one's effect on payment."""
        with current.read() as fees:
            return listed(fees, CODE_MODIFIERS, p.service_date(on), p.known_date(known_on), code)

    @router.get("/codes/{code}/fees", responses=answers(rows_of("Fee")), tags=["payment"])
    def fees(
        code: p.Code,
        on: p.On = None,
        known_on: p.KnownOn = None,
        mac: p.Mac = None,
        locality: p.LocalityNumber = None,
    ) -> Response:
        """Return the fees of every schedule with the code: one row per schedule, modifiers and setting."""
        place = p.locality_of(mac, locality) or (None, None)
        sql = "FROM fees_of($1, $2, in_mac := $3, in_locality := $4, known_on := $5)"
        with current.read() as fees:
            return listed(fees, sql, code.upper(), p.service_date(on), *place, p.known_date(known_on))


def _ncci(router: APIRouter, current: CurrentSnapshot) -> None:
    @router.get("/codes/{code}/ncci", responses=answers(rows_of("PtpEdit", next=NEXT)), tags=["ncci"])
    def ncci_partners(
        code: p.Code,
        on: p.On = None,
        known_on: p.KnownOn = None,
        table: p.NcciTable = "practitioner",
        limit: p.Limit = 100,
        offset: p.Offset = 0,
    ) -> Response:
        """Return every procedure-to-procedure edit of the code, as column 1 and as column 2."""
        sql = f"{queries.PARTNERS} ORDER BY column_1, column_2"
        arguments = (p.service_date(on), table, p.known_date(known_on), code.upper())
        with current.read() as fees:
            return paged(fees, sql, limit, offset, *arguments)

    @router.get("/ncci", responses=answers(rows_of("PtpAnswer")), tags=["ncci"])
    def ncci_pairs(
        codes: p.Codes, on: p.On = None, known_on: p.KnownOn = None, table: p.NcciTable = "practitioner"
    ) -> Response:
        """Return one row per pair of codes: edit, bypassable, no_edit, no_data or unreadable."""
        sql = "FROM ptp_conflicts($1, $2, $3, known_on := $4)"
        with current.read() as fees:
            return listed(fees, sql, p.code_list(codes), p.service_date(on), table, p.known_date(known_on))

    @router.get("/mue", responses=answers(rows_of("MueAnswer")), tags=["ncci"])
    def mue(
        codes: p.Codes,
        on: p.On = None,
        known_on: p.KnownOn = None,
        table: Literal["practitioner", "hospital", "dme"] = "practitioner",
    ) -> Response:
        """Return each code's published unit limit (MUE): edit, no_edit, no_data or unreadable."""
        sql = "FROM mue_limits($1, $2, $3, known_on := $4)"
        with current.read() as fees:
            return listed(fees, sql, p.code_list(codes), p.service_date(on), table, p.known_date(known_on))

    @router.get("/add-ons", responses=answers(rows_of("AddOnAnswer")), tags=["ncci"])
    def add_ons(codes: p.Codes, on: p.On = None, known_on: p.KnownOn = None) -> Response:
        """Return whether each add-on code in the list has one of its primary codes in the list."""
        sql = "FROM add_on_status($1, $2, known_on := $3)"
        with current.read() as fees:
            return listed(fees, sql, p.code_list(codes), p.service_date(on), p.known_date(known_on))


def _price(router: APIRouter, current: CurrentSnapshot) -> None:
    @router.post("/price", responses=answers(PRICED), tags=["payment"])
    def price(claim: ApiClaim) -> Response:
        """Price a claim's codes for one day, with each step; nothing is stored."""
        with current.read() as fees:
            priced = price_claim(fees.con, claim)
            return Response(json.dumps({"snapshot": fees.id, **priced}, default=_json), media_type=JSON)


def _case(router: APIRouter, current: CurrentSnapshot) -> None:
    @router.post("/case", responses=answers(CASE), tags=["payment"])
    def case(case: ApiCase) -> Response:
        """Price a case in office, hospital outpatient department and ASC, with each step. Stores nothing."""
        with current.read() as fees:
            priced = price_case(fees, case)
            return Response(json.dumps({"snapshot": fees.id, **priced}, default=_json), media_type=JSON)


def _changes(router: APIRouter, current: CurrentSnapshot) -> None:
    @router.get("/changes", responses=answers(rows_of("", next=NEXT)), tags=["releases"])
    def changes(
        after: p.ReleaseId | None = None,
        on: p.On = None,
        known_on: p.KnownOn = None,
        series: p.SeriesQuery = "pfs-rvu",
        code: Annotated[str, Query(pattern=r"^([0-9A-Za-z]{5})?$")] = "",
        table: Annotated[str, Query(pattern=r"^[a-z0-9_]{0,40}$")] = "",
        change: Literal["", "added", "dropped", "changed"] = "",
        sort: Literal["difference", "code", "table"] = "difference",
        limit: p.Limit = 100,
        offset: p.Offset = 0,
    ) -> Response:
        """Return a release's changes from the previous one of its series, dollars split by cause.

        Without `after`, the release of `series` in force on the day; the previous one as known then.
        """
        wanted = changed.ChangeFilter(code.upper(), table, change, sort)
        with current.read() as fees:
            pair = _pair(fees, after, series, on, p.known_date(known_on))
            found = changed.changes(fees, pair, wanted, limit, offset)
            more = offset + limit if offset + limit < found.total else None
            answer = {"snapshot": fees.id, "rows": found.rows, "next": more}
        return Response(json.dumps(answer, default=_json), media_type=JSON)


def _pair(
    fees: OpenSnapshot, after: str | None, series: str, on: date | None, known_on: date
) -> dict[str, Any]:
    """Return a release and its previous one as known on a day. Raises 422 or 404."""
    if after and on:
        raise HTTPException(422, "after and on: use one of them, a release or a date of service, not both")
    in_force = "SELECT release_on($1, $2, known_on := $3) AS release_id"
    [row] = fees.rows(in_force, series, p.service_date(on), known_on)
    pair = changed.release_pair(fees, after or row["release_id"], known_on)
    if pair is None:
        raise HTTPException(
            404,
            "no releases to compare: unknown in this snapshot on that day, or without a previous release",
        )
    return pair


def _releases(router: APIRouter, current: CurrentSnapshot) -> None:
    @router.get("/releases", responses=answers(rows_of("Release", next=NEXT)), tags=["releases"])
    def releases(
        series: p.SeriesQuery | None = None,
        on: p.On = None,
        known_on: p.KnownOn = None,
        limit: p.Limit = 1000,
        offset: p.Offset = 0,
    ) -> Response:
        """Return the releases known on a day: dates of service, known dates, file and SHA-256.

        With `on`, only the release of each series in force on that date of service.
        """
        sql = (
            f"FROM releases WHERE release_id IN ({queries.ASKED_RELEASES}) "
            "ORDER BY series, service_from, vintage, revision"
        )
        with current.read() as fees:
            return paged(fees, sql, limit, offset, series, on, p.known_date(known_on))

    @router.get(
        "/checks",
        responses=answers(rows_of("Check", parity={"type": "array", "items": reference("Parity")})),
        tags=["releases"],
    )
    def checks(on: p.On = None, known_on: p.KnownOn = None) -> Response:
        """Return the checks run before publication, and the comparison of our amounts with CMS's.

        Checks are of the whole snapshot; `on` and `known_on` select the releases that are compared.
        """
        sql = f"FROM parity WHERE published_release_id IN ({queries.ASKED_RELEASES}) ORDER BY ALL"
        with current.read() as fees:
            parity = ",".join(json_rows(fees, sql, None, on, p.known_date(known_on)))
            return listed(fees, "FROM checks ORDER BY name", more=f', "parity": [{parity}]')


def listed(fees: OpenSnapshot, sql: str, *values: Any, more: str = "") -> Response:
    """Return all rows of a query."""
    return answer(fees, json_rows(fees, sql, *values), more)


def answer(fees: OpenSnapshot, rows: list[str], more: str = "") -> Response:
    text = f'{{"snapshot": "{fees.id}", "rows": [{",".join(rows)}]{more}}}'
    return Response(text, media_type=JSON)


def json_rows(fees: OpenSnapshot, sql: str, *values: Any) -> list[str]:
    """Return each row of a query as a JSON object with exact decimals."""
    return texts(execute(fees.con, f"SELECT to_json(_row)::VARCHAR FROM ({sql}) AS _row", values))


def texts(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the rows of a query with one column of text."""
    return [text for (text,) in cursor.fetchall()]


def paged(fees: OpenSnapshot, sql: str, limit: int, offset: int, *values: Any) -> Response:
    """Return one page of rows and the offset of the next."""
    rows = json_rows(fees, f"{sql} LIMIT {limit + 1} OFFSET {offset}", *values)
    following = offset + limit if len(rows) > limit else "null"
    return answer(fees, rows[:limit], f', "next": {following}')


def _json(value: Any) -> Any:
    """Serialize dates and decimals; our decimals have fewer digits than a double can represent."""
    return value.isoformat() if isinstance(value, date) else float(value)
