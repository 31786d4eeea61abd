"""Price a case in an office, a hospital outpatient department and an ASC, step by step."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from cmsfees.snapshot import NcciSetting, OpenSnapshot
from warehouse.cases.asc import price_asc
from warehouse.cases.case import Case, CaseLine
from warehouse.cases.hospital import Facility, Hospital, price_hospital
from warehouse.cases.other_schedules import DRUG, LABORATORY, OtherSchedules, by_fee, fees_of_line
from warehouse.cases.rules import Schedule
from warehouse.cases.service import NOTHING, FacilityLine, Rate, Service
from warehouse.cases.tables import CaseTables, read_case_tables
from warehouse.cases.wage_index import WageIndex
from warehouse.pricing.claim import ClaimLine
from warehouse.pricing.ncci_denials import denied_lines, ncci_findings, unanswered_edits
from warehouse.pricing.normalize import PfsSetting, Site
from warehouse.pricing.price import price

NOT_DECIDED = (
    "Not applied: the deductible, sequestration, a hospital's own adjustments, outliers, quality "
    "reductions, and payments by supplemental insurance.",
    "Which preventive services have no coinsurance: CMS's list is not loaded.",
    "Partial hospitalization and intensive outpatient programs, which are paid per day.",
)
# Statuses under which a line's contribution to the facility total is known.
SETTLED = {"paid", "packaged", "denied", "not_billable"}
# Statuses under which the case cannot be performed at the site.
CLOSED = {"inpatient_only", "not_paid", "not_recognized", "not_listed"}
# Modifiers that only a hospital bills; the physician's line drops them.
HOSPITAL_MODIFIERS = {"73", "74", "PN", "PO", "FB", "FC", "CA", "27"}
# Statuses of lines that another schedule, or the facility that supplies them, pays instead.
NOT_PROFESSIONAL = {"drug", "not_paid", "not_listed"}
SCHEDULES: Mapping[Site, Schedule] = {"hospital_outpatient": "opps", "asc": "asc"}


def price_case(fees: OpenSnapshot, case: Case) -> dict[str, Any]:
    """Return dollars per site: the physician's lines, the facility's lines, totals, the beneficiary's share.

    A site's `total_payment` is null unless CMS pays every line there and each has an amount; `cheapest_sites`
    compares the totals.
    Sources: PPRRVU, OPPS Addenda A, B, J, M, P, ASC Addenda AA, BB, EE, FF, wage indexes, NCCI.
    """
    tables = read_case_tables(fees, case)
    physician = {setting: _physician(fees, case, setting) for setting in ("nonfacility", "facility")}
    facilities = {
        "hospital_outpatient": _facility_row(tables, "hospital_outpatient", _hospital(fees, case, tables)),
        "asc": _facility_row(tables, "asc", _asc(fees, case, tables)),
    }
    supplies = _supplies(case, tables, physician["nonfacility"])
    sites = [
        _office(physician["nonfacility"], supplies),
        _site("hospital_outpatient", physician["facility"], facilities["hospital_outpatient"]),
        _site("asc", physician["facility"], facilities["asc"]),
    ]
    return {
        "service_date": case.service_date.isoformat(),
        "case": case.model_dump(mode="json", exclude={"known_on", "lines"}, exclude_none=True),
        "physician": physician,
        "office_supplies": [line.as_row() for line in supplies],
        "facilities": facilities,
        "sites": sites,
        **_comparison(sites),
        "not_decided": list(NOT_DECIDED),
    }


def _physician(fees: OpenSnapshot, case: Case, setting: PfsSetting) -> dict[str, Any]:
    lines = tuple(_professional(fees, case, line, setting) for line in case.lines)
    return price(fees.con, case.claim(setting, lines))


def _professional(fees: OpenSnapshot, case: Case, line: CaseLine, setting: PfsSetting) -> ClaimLine:
    """Return the line as the physician bills it: in a facility, with 26 if the code has that component."""
    modifiers = tuple(modifier for modifier in line.modifiers if modifier not in HOSPITAL_MODIFIERS)
    if setting == "facility" and not {"26", "TC"} & set(modifiers) and _splits(fees, case, line.code):
        modifiers = ("26", *modifiers)
    return ClaimLine(code=line.code, modifiers=modifiers, units=line.units)


def _splits(fees: OpenSnapshot, case: Case, code: str) -> bool:
    rows = fees.physician_fees(code, case.service_date, case.known_on)
    return any(row["modifier"] == "26" for row in rows) and any(row["modifier"] is None for row in rows)


def _hospital(fees: OpenSnapshot, case: Case, tables: CaseTables) -> Facility:
    denied, unanswered = _denied(fees, case, "hospital")
    priced = hospital_lines(case, tables, denied)
    return Facility(priced.lines, (*priced.not_decided, *unanswered))


def hospital_lines(case: Case, tables: CaseTables, denied: Mapping[int, str] | None = None) -> Facility:
    """Price the hospital's lines, without those that NCCI denies."""
    wage = tables.wage["opps"]
    hospital = Hospital(
        wage=wage if isinstance(wage, WageIndex) else None,
        is_rural_sole_community=case.is_rural_sole_community,
        inpatient_deductible=tables.inpatient_deductible,
        device_credits={
            number: line.device_credit
            for number, line in enumerate(case.lines, start=1)
            if line.device_credit
        },
        other=_other_schedules(case, tables),
    )
    services = [_service(number, line, tables.hospital_rates) for number, line in _numbered(case)]
    refused = _refused(case, tables) | dict(denied or {})
    return price_hospital(services, tables.apcs, tables.hospital_rules, hospital, refused)


def _asc(fees: OpenSnapshot, case: Case, tables: CaseTables) -> Facility:
    denied, unanswered = _denied(fees, case, "practitioner")
    priced = asc_lines(case, tables, denied)
    return Facility(priced.lines, (*priced.not_decided, *unanswered))


def asc_lines(case: Case, tables: CaseTables, denied: Mapping[int, str] | None = None) -> Facility:
    """Price the surgical center's lines, without those that NCCI denies."""
    wage = tables.wage["asc"]
    index = wage if isinstance(wage, WageIndex) else None
    services = [_service(number, line, tables.asc_rates) for number, line in _numbered(case)]
    refused = _refused(case, tables) | dict(denied or {})
    priced = price_asc(services, tables.asc, tables.asc_rules, index, refused)
    return replace(priced, lines=[_laboratory_line(line, case, tables) for line in priced.lines])


def _laboratory_line(line: FacilityLine, case: Case, tables: CaseTables) -> FacilityLine:
    """Price a laboratory test, which the laboratory bills itself: not an ASC service (42 CFR 416.164(c))."""
    service = line.service
    if service.payment_status != "not_listed" or service.code in tables.asc.excluded:
        return line
    found = fees_of_line(service.code, service.modifiers, _other_schedules(case, tables), (LABORATORY,))
    return by_fee(line, found)


def _other_schedules(case: Case, tables: CaseTables) -> OtherSchedules:
    charges = {number: line.charge for number, line in _numbered(case) if line.charge is not None}
    return OtherSchedules(tables.fees, charges, case.cost_to_charge_ratio)


def _supplies(case: Case, tables: CaseTables, physician: dict[str, Any]) -> list[FacilityLine]:
    """Price an office's drugs and laboratory tests, which the physician fee schedule does not pay."""
    other = _other_schedules(case, tables)
    lines = []
    for number, line in _numbered(case):
        if physician["lines"][number - 1]["payment_status"] not in NOT_PROFESSIONAL:
            continue
        service = Service(number, line.code, frozenset(line.modifiers), line.units, None, None)
        found = fees_of_line(line.code, service.modifiers, other, (DRUG, LABORATORY))
        if found and number not in _refused(case, tables):
            lines.append(by_fee(FacilityLine(service, None, None), found))
    return lines


def _refused(case: Case, tables: CaseTables) -> dict[int, str]:
    """Return the lines with a modifier under which Medicare pays nothing."""
    return {
        number: f"{modifier}: {meaning}"
        for number, line in _numbered(case)
        for modifier, meaning in tables.refusals.items()
        if modifier in line.modifiers
    }


def _numbered(case: Case) -> Iterable[tuple[int, CaseLine]]:
    return enumerate(case.lines, start=1)


def _service(number: int, line: CaseLine, rates: Mapping[str, Rate]) -> Service:
    rate = rates.get(line.code)
    return Service(
        number, line.code, frozenset(line.modifiers), line.units, rate, rate.indicator if rate else None
    )


def _denied(fees: OpenSnapshot, case: Case, ncci_table: NcciSetting) -> tuple[dict[int, str], list[str]]:
    """Return the facility's lines that NCCI denies, and the edits that no loaded table answers."""
    claim = case.claim("facility", tuple(case.lines))
    found = ncci_findings(fees.con, claim, ncci_table)
    return {denial.number: denial.reason for denial in denied_lines(claim, found)}, unanswered_edits(found)


def _facility_row(tables: CaseTables, site: Site, facility: Facility) -> dict[str, Any]:
    """Return the facility's lines and totals, whether they include the wage index, and open questions."""
    schedule = SCHEDULES[site]
    wage = tables.wage[schedule]
    no_data = tables.no_data[schedule]
    lines = [] if no_data else facility.lines
    questions = [no_data] if no_data else list(facility.not_decided)
    if isinstance(wage, str) and not no_data:
        questions.append(f"The amounts are national: {wage}")
    statuses = {line.service.payment_status for line in lines}
    return {
        "site": site,
        "lines": [line.as_row() for line in lines],
        "payment": _total(line.payment for line in lines),
        "beneficiary_share": _known_total(lines),
        "is_national": not isinstance(wage, WageIndex),
        "wage_index": wage.value if isinstance(wage, WageIndex) else None,
        "wage_index_reason": wage.reason if isinstance(wage, WageIndex) else wage,
        "is_payable": not no_data and not statuses & CLOSED,
        "is_priced": not no_data and statuses <= SETTLED | CLOSED,
        "is_complete": not no_data and not facility.not_decided and statuses <= SETTLED | CLOSED,
        "not_decided": questions,
    }


def _site(site: Site, physician: dict[str, Any], facility: dict[str, Any]) -> dict[str, Any]:
    """Add the physician and the facility; a supply that only the facility bills has no professional line."""
    billed = {line["number"] for line in facility["lines"] if line["payment_status"] in SETTLED}
    total = physician["total"] + facility["payment"]
    is_priced = _is_priced(physician, billed) and facility["is_priced"]
    return {
        "site": site,
        "professional_payment": physician["total"],
        "facility_payment": facility["payment"],
        "total_payment": total if facility["is_payable"] and is_priced else None,
        "is_payable": facility["is_payable"],
        "is_priced": is_priced,
        "is_complete": physician["is_complete"] and facility["is_complete"],
    }


def _office(physician: dict[str, Any], supplies: list[FacilityLine]) -> dict[str, Any]:
    """Add the practice's own lines and the drugs and tests that other schedules pay; no facility."""
    payment = physician["total"] + _total(line.payment for line in supplies)
    priced = {line.service.number for line in supplies if line.payment is not None}
    is_payable, is_priced = _is_done_in_office(physician), _is_priced(physician, priced)
    return {
        "site": "office",
        "professional_payment": payment,
        "facility_payment": NOTHING,
        "total_payment": payment if is_payable and is_priced else None,
        "is_payable": is_payable,
        "is_priced": is_priced,
        "is_complete": physician["is_complete"],
    }


def _is_done_in_office(physician: dict[str, Any]) -> bool:
    """Return False if CMS marks a line NA, rarely or never performed in an office: it has no price there."""
    return all(line["payment_status"] != "not_applicable" for line in physician["lines"])


def _is_priced(physician: dict[str, Any], elsewhere: set[int]) -> bool:
    """Return whether each line has an amount; `elsewhere` are lines priced in another part of the case."""
    return all(
        line["payment_status"] in ("paid", "denied", "bundled")
        or (line["payment_status"] in NOT_PROFESSIONAL and number in elsewhere)
        for number, line in enumerate(physician["lines"], start=1)
    )


def _comparison(sites: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the cheapest of the fully priced sites, and how much more each other one costs.

    `is_complete` shows whether NCCI edits were loaded for the day.
    """
    known = [site for site in sites if site["total_payment"] is not None]
    if not known:
        return {"cheapest_sites": [], "differences": []}
    lowest = min(site["total_payment"] for site in known)
    return {
        "cheapest_sites": [site["site"] for site in known if site["total_payment"] == lowest],
        "differences": [
            {
                "site": site["site"],
                "more_than_cheapest": site["total_payment"] - lowest,
                "share_of_cheapest": (site["total_payment"] / lowest).quantize(Decimal("0.0001"))
                if lowest
                else None,
            }
            for site in known
        ],
    }


def _total(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), NOTHING)


def _known_total(lines: Iterable[FacilityLine]) -> Decimal | None:
    """Sum the copayments; None if CMS lists none for a line that is paid."""
    paid = [line.beneficiary_share for line in lines if line.payment is not None]
    return None if any(share is None for share in paid) else _total(paid)
