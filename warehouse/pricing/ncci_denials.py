"""NCCI answers for the codes of a claim, and the lines that Medicare denies because of them."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from cmsfees.snapshot import NcciSetting, OpenSnapshot, Row
from warehouse.pricing.bilateral import operations
from warehouse.pricing.claim import Claim, ClaimLine
from warehouse.pricing.lines import PricedLine

Findings = dict[str, list[Row]]


@dataclass(frozen=True)
class Denial:
    """A line that an edit denies, or that is bundled into the payment for another line."""

    number: int
    reason: str
    state: str = "denied"


def ncci_findings(
    con: duckdb.DuckDBPyConnection, claim: Claim, ncci_table: NcciSetting = "practitioner"
) -> Findings:
    """Return the PTP answer of each pair, the unit limit of each code, and each add-on code's primaries.

    The practitioner tables apply to physicians and ASCs, the hospital tables to hospitals.
    """
    fees = OpenSnapshot("", con)
    codes = sorted({line.code for line in claim.lines})
    asked: list[Any] = [codes, claim.service_date, claim.known_on]
    return {
        "ptp": fees.rows("FROM ptp_conflicts($1, $2, $4, known_on := $3)", *asked, ncci_table),
        "mue": fees.rows("FROM mue_limits($1, $2, $4, known_on := $3)", *asked, ncci_table),
        "add_on": fees.rows("FROM add_on_status($1, $2, known_on := $3)", *asked),
    }


def unanswered_edits(found: Findings) -> list[str]:
    """Return the questions that no loaded table answers, or whose row could not be read."""
    return sorted(
        {
            f"{kind}: {row['reason']}"
            for kind, rows in found.items()
            for row in rows
            if row["answer"] in ("no_data", "unreadable")
        }
    )


def denied_lines(claim: Claim, found: Findings) -> list[Denial]:
    """Return the lines that Medicare would deny, each with the first edit that denies it."""
    first: dict[int, Denial] = {}
    for denial in (*_ptp(claim, found["ptp"]), *_mue(claim, found["mue"])):
        first.setdefault(denial.number, denial)
    for denial in _add_on(claim, found["add_on"], set(first)):
        first.setdefault(denial.number, denial)
    return list(first.values())


def bundled(lines: Sequence[PricedLine], denied: Container[int]) -> list[Denial]:
    """Bundle status T lines if any other fee schedule line is payable to the same physician that day.

    Contractor-priced lines count as payable.
    """
    payable = [line for line in lines if line.is_payable and line.number not in denied]
    paid = [line for line in payable if line.is_paid]
    others = [line.line.code for line in payable if line.figures.get("status_code") != "T"]
    return [
        Denial(line.number, f"Status T: bundled into the payment for {', '.join(others)}", "bundled")
        for line in paid
        if others and line.figures.get("status_code") == "T"
    ]


def _ptp(claim: Claim, rows: list[Row]) -> Iterator[Denial]:
    """Deny each column 2 line, unless the edit can be bypassed and a modifier bypasses it."""
    for row in (row for row in rows if row["answer"] in ("edit", "bypassable")):
        column_1 = [line for line in claim.lines if line.code == row["column_1"]]
        for number, line in enumerate(claim.lines, start=1):
            if line.code == row["column_2"] and not _is_bypassed(line, column_1, row):
                yield Denial(number, f"NCCI PTP with {row['column_1']}: {row['reason']}")


def _is_bypassed(line: ClaimLine, column_1: list[ClaimLine], row: Row) -> bool:
    """Return whether its modifier differs from every column 1 line, or column 1 bypasses the edit.

    The same side or digit on both lines does not indicate another site.
    """
    alone = set(row["bypassing_on_column_1"] or ())
    own = set(row["bypassing_modifiers"] or ()) & set(line.modifiers)
    return all(
        own & alone or own - set(first.modifiers) or alone & set(first.modifiers) for first in column_1
    )


def _mue(claim: Claim, rows: list[Row]) -> Iterator[Denial]:
    """Deny all units above the limit: MAI 1 compares each line, MAI 2 and 3 the day.

    Before CMS published the MAI, deny only a line that exceeds the limit alone.
    """
    for row in (row for row in rows if row["answer"] == "edit"):
        lines = [(n, line) for n, line in enumerate(claim.lines, start=1) if line.code == row["hcpcs"]]
        # The parts of one operation's care (54, 55, 56) count as one unit.
        of_day = sum(max(line.units for line in parts) for parts in operations([line for _, line in lines]))
        for number, line in lines:
            if (of_day if row["mai"] in ("2", "3") else line.units) > row["mue_value"]:
                applied = f" (MAI {row['mai']})" if row["mai"] else ""
                yield Denial(
                    number,
                    f"NCCI MUE of {row['mue_value']} units{applied} is exceeded: {row['reason']}",
                )


def _add_on(claim: Claim, rows: list[Row], denied: Container[int]) -> Iterator[Denial]:
    """Deny an add-on without a primary, or whose closed list has only denied primaries."""
    remaining = {line.code for number, line in enumerate(claim.lines, start=1) if number not in denied}
    for row in rows:
        reason = row["reason"] if row["answer"] == "edit" else None
        if row["add_on_type"] == "1" and row["primaries"] and not remaining & set(row["primaries"]):
            reason = f"its primary code {', '.join(row['primaries'])} is denied"
        for number, line in enumerate(claim.lines, start=1):
            if reason and line.code == row["hcpcs"]:
                yield Denial(number, f"NCCI add-on: {reason}")
