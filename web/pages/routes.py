"""Page routes."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment

from cmsfees import OpenSnapshot
from cmsfees.place import NATIONAL
from cmsfees.snapshot import Row
from warehouse.pricing.normalize import normalize_day, normalize_known_day
from web import changes, queries
from web import parameters as p
from web.pages import places
from web.pages.chart import Bar, bars
from web.pages.claim_lines import claim_lines
from web.pages.code_page import code_page
from web.pages.templates import NAVIGATION, query_text, served_link
from web.pages.timeline import timeline
from web.pages.wording import site_name
from web.runs import published_by
from web.settings import WebSettings
from web.snapshot import CurrentSnapshot

DOWNLOADS = {
    "csv": (changes.csv_bytes, "text/csv; charset=utf-8"),
    "parquet": (changes.parquet_bytes, "application/vnd.apache.parquet"),
}
Day = Annotated[str, Query(max_length=10)]


@dataclass(frozen=True)
class Pages:
    """The dependencies of the page routes."""

    current: CurrentSnapshot
    templates: Environment
    settings: WebSettings

    def html(self, request: Request, name: str, **shown: Any) -> HTMLResponse:
        query = dict(request.query_params)
        text = self.templates.get_template(name).render(
            link=served_link,
            navigation=NAVIGATION,
            here=request.url.path.strip("/"),
            is_static=False,
            snapshot_id=self.current.id,
            runs_url=self.settings.runs_url,
            run=published_by(self.settings.runs, self.current.id, self.settings.runs_url),
            query=lambda **changed: query_text({**query, **changed}),
            **shown,
        )
        return HTMLResponse(text)

    def error(self, request: Request, status: int, title: str, detail: str) -> HTMLResponse:
        found = self.html(request, "error.html", status=status, title=title, detail=detail)
        found.status_code = status
        return found


def date_query(on: date | None, known_on: date | None) -> str:
    text = query_text({"on": on, "known_on": known_on})
    return f"?{text}" if text else ""


def page_routes(pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
    for add in (_home, _codes, _search, _compare, _ncci, _price, _changes, _releases, _dictionary):
        add(router, pages)
    return router


def _home(router: APIRouter, pages: Pages) -> None:
    @router.get("/")
    def home(request: Request) -> Response:
        with pages.current.read() as fees:
            found = queries.overview(fees)
        return pages.html(request, "home.html", **found)


def _codes(router: APIRouter, pages: Pages) -> None:
    @router.get("/codes/{code}")
    def code(
        request: Request,
        code: p.Code,
        on: Day = "",
        known_on: Day = "",
        zip: places.ZipField = "",
        mac: places.MacField = "",
        locality: places.LocalityField = "",
        cbsa: places.CbsaField = "",
        ccn: places.CcnField = "",
    ) -> Response:
        known = form_known_date(known_on)
        asked = places.PlaceForm(zip, mac, locality, cbsa, ccn)
        with pages.current.read() as fees:
            day = form_date(on) or queries.default_day(fees)
            card = queries.card(fees, code, day, p.known_date(known))
            found = places.find_place(fees, day, p.known_date(known), asked)
            is_local = found.place != NATIONAL
            local = queries.sites(fees, code, day, p.known_date(known), found.place) if is_local else []
            indices = queries.wage_indices(fees, found.place, day, p.known_date(known))
            page = code_page(card, queries.meanings(fees), local)
        answer = pages.html(
            request,
            "code.html",
            page=page,
            asked={"on": day, "known_on": known, **asdict(asked)},
            date_query=date_query(day if on else None, known),
            place_name=places.place_name(found.place, local),
            place_note=found.note,
            wage_indices=indices,
            localities=found.choices,
        )
        answer.status_code = 200 if card["status"] == "listed" else 404
        return answer

    @router.get("/codes/{code}/ncci")
    def partners(
        request: Request,
        code: p.Code,
        on: Day = "",
        known_on: Day = "",
        table: p.NcciTable = "practitioner",
        offset: p.Offset = 0,
    ) -> Response:
        known = form_known_date(known_on)
        with pages.current.read() as fees:
            day = form_date(on) or queries.default_day(fees)
            found = queries.ncci_partners(fees, code, day, p.known_date(known), table, 200, offset)
        shown = {"code": code.upper(), "day": day, "table": table, "offset": offset, "step": 200}
        return pages.html(
            request, "partners.html", **found, **shown, date_query=date_query(day if on else None, known)
        )


def form_date(text: str) -> date | None:
    """Parse a form's date of service; an empty field is None. Raises `NotUnderstood`."""
    return normalize_day(text) if text else None


def form_known_date(text: str) -> date | None:
    """Parse a form's day of knowledge; an empty field is None. Raises `NotUnderstood`."""
    return normalize_known_day(text) if text else None


def _search(router: APIRouter, pages: Pages) -> None:
    @router.get("/search")
    def search(
        request: Request,
        q: Annotated[str, Query(max_length=60)] = "",
        on: Day = "",
        known_on: Day = "",
        apc: Annotated[str, Query(max_length=4)] = "",
        indicator: Annotated[str, Query(max_length=2)] = "",
        status: Annotated[str, Query(max_length=1)] = "",
        category: Annotated[str, Query(max_length=40)] = "",
        offset: p.Offset = 0,
    ) -> Response:
        known = form_known_date(known_on)
        wanted = queries.SearchFilter(
            " ".join(q.split()), apc.strip(), indicator.strip().upper(), status.strip().upper(), category
        )
        with pages.current.read() as fees:
            day = form_date(on) or queries.default_day(fees)
            if queries.is_code(fees, wanted, day, p.known_date(known)):
                link = f"/codes/{wanted.text.upper()}{date_query(form_date(on), known)}"
                return RedirectResponse(link, 303)
            rows, total = queries.search(fees, wanted, day, p.known_date(known), 50, offset)
            categories = queries.categories(fees)
        return pages.html(
            request,
            "search.html",
            rows=rows,
            total=total,
            wanted=wanted,
            categories=categories,
            day=day,
            known_on=known,
            offset=offset,
            step=50,
            date_query=date_query(form_date(on), known),
        )


def _compare(router: APIRouter, pages: Pages) -> None:
    @router.get("/compare")
    def compare(
        request: Request,
        codes: Annotated[str, Query(max_length=700)] = "",
        on: Day = "",
        known_on: Day = "",
    ) -> Response:
        known = form_known_date(known_on)
        wanted = form_codes(codes, most=6)
        with pages.current.read() as fees:
            day = form_date(on) or queries.default_day(fees)
            found = [
                code_page(queries.card(fees, code, day, p.known_date(known)), queries.meanings(fees))
                for code in wanted
            ]
        return pages.html(
            request,
            "compare.html",
            pages=found,
            codes=", ".join(wanted),
            day=day,
            known_on=known,
            date_query=date_query(form_date(on), known),
        )


def form_codes(text: str, most: int = p.MOST_CODES) -> list[str]:
    """Parse a form's codes. Raises 422."""
    found = list(dict.fromkeys(text.upper().replace(",", " ").replace(";", " ").split()))
    wrong = [code for code in found if len(code) != 5 or not (code.isascii() and code.isalnum())]
    if wrong:
        raise HTTPException(422, f"a code has five characters; found {', '.join(wrong[:5])}")
    if len(found) > most:
        raise HTTPException(422, f"{len(found)} codes; the maximum is {most}")
    return found


def _ncci(router: APIRouter, pages: Pages) -> None:
    @router.get("/ncci")
    def ncci(
        request: Request,
        codes: Annotated[str, Query(max_length=700)] = "",
        on: Day = "",
        known_on: Day = "",
        table: p.NcciTable = "practitioner",
    ) -> Response:
        known = form_known_date(known_on)
        wanted = form_codes(codes, most=40)
        with pages.current.read() as fees:
            day = form_date(on) or queries.default_day(fees)
            found = queries.ncci(fees, wanted, day, p.known_date(known), table) if wanted else None
        return pages.html(
            request,
            "ncci.html",
            found=found,
            codes=" ".join(wanted),
            day=day,
            known_on=known,
            table=table,
            date_query=date_query(form_date(on), known),
        )


def _price(router: APIRouter, pages: Pages) -> None:
    @router.get("/price")
    def price(
        request: Request,
        lines: Annotated[str, Query(max_length=4000)] = "",
        on: Day = "",
        known_on: Day = "",
        mac: places.MacField = "",
        locality: places.LocalityField = "",
        cbsa: places.CbsaField = "",
        ccn: places.CcnField = "",
    ) -> Response:
        known = form_known_date(known_on)
        typed = claim_lines(lines)
        place = {"mac": mac, "locality": locality, "cbsa": cbsa, "ccn": ccn}
        with pages.current.read() as fees:
            day = form_date(on) or queries.default_day(fees)
            case = {"service_date": day, "known_on": known, "lines": typed, **place}
            priced = queries.case(fees, case) if typed else None
        asked = {"lines": lines, "on": day, **place}
        return pages.html(
            request, "price.html", priced=priced, bars=_case_bars(priced), asked=asked, known_on=known
        )


def _case_bars(priced: Row | None) -> list[Bar]:
    """Return one bar per site; without a total if a line is not payable there or has no amount."""
    sites = priced["sites"] if priced else []
    return bars(
        [
            (
                site_name(site["site"]),
                site["professional_payment"],
                site["facility_payment"],
                site["total_payment"],
                "lines without an amount" if site["is_payable"] else "not payable there",
            )
            for site in sites
        ]
    )


def _changes(router: APIRouter, pages: Pages) -> None:
    @router.get("/changes")
    def changed(
        request: Request,
        after: Annotated[str, Query(max_length=60)] = "",
        code: Annotated[str, Query(pattern=r"^([0-9A-Za-z]{5})?$")] = "",
        table: Annotated[str, Query(pattern=r"^[a-z0-9_]{0,40}$")] = "",
        change: Literal["", "added", "dropped", "changed"] = "",
        sort: Literal["difference", "code", "table"] = "difference",
        known_on: Day = "",
        offset: p.Offset = 0,
        form: Literal["page", "csv", "parquet"] = "page",
    ) -> Response:
        wanted = changes.ChangeFilter(code.upper(), table, change, sort)
        known = form_known_date(known_on)
        with pages.current.read() as fees:
            pairs = changes.release_pairs(fees, p.known_date(known))
            chosen = next((pair for pair in pairs if pair["release_id"] == after), None)
            if after and not chosen:
                raise HTTPException(
                    404,
                    "no releases to compare: unknown in this snapshot, or without a previous release",
                )
            chosen = chosen or next(iter(pairs), None)
            if chosen and form != "page":
                return _download(fees, chosen, wanted, form)
            found = changes.changes(fees, chosen, wanted, 100, offset) if chosen else changes.NO_CHANGES
        return pages.html(
            request,
            "changes.html",
            pairs=pairs,
            chosen=chosen,
            found=found,
            wanted=wanted,
            known_on=known,
            offset=offset,
            step=100,
        )


def _download(fees: OpenSnapshot, pair: Row, wanted: changes.ChangeFilter, form: str) -> Response:
    name = f"{pair['release_id'].replace(' ', '-')}-changes.{form}"
    write, media_type = DOWNLOADS[form]
    body = write(changes.changes_frame(fees, pair, wanted))
    return Response(
        body, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _releases(router: APIRouter, pages: Pages) -> None:
    @router.get("/releases")
    def releases(request: Request, on: Day = "", known_on: Day = "") -> Response:
        day, known = form_date(on), form_known_date(known_on)
        with pages.current.read() as fees:
            found = queries.releases(fees, day, p.known_date(known))
        asked = {"on": day or "", "known_on": known or ""}
        return pages.html(request, "releases.html", releases=found, timeline=timeline(found), asked=asked)

    @router.get("/checks")
    def checks(request: Request) -> Response:
        with pages.current.read() as fees:
            found = queries.check_results(fees)
        return pages.html(request, "checks.html", **found)


def _dictionary(router: APIRouter, pages: Pages) -> None:
    @router.get("/dictionary")
    def dictionary(request: Request) -> Response:
        with pages.current.read() as fees:
            found = queries.dictionary(fees)
        return pages.html(request, "dictionary.html", **found)
