"""NCCI's answers about the codes of a claim, and the lines that Medicare denies by them."""

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
    """A line that an edit takes off the claim, or that is part of what is paid for another."""

    number: int
    reason: str
    state: str = "denied"


def ncci_findings(
    con: duckdb.DuckDBPyConnection, claim: Claim, ncci_table: NcciSetting = "practitioner"
) -> Findings:
    """Each pair's PTP answer, each code's unit limit, each add-on code's primaries.

    Physicians and ASCs are edited by the practitioner tables, hospitals by theirs.
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
    """Questions that no loaded table answers, or whose row in it could not be read."""
    return sorted(
        {
            f"{kind}: {row['reason']}"
            for kind, rows in found.items()
            for row in rows
            if row["answer"] in ("no_data", "unreadable")
        }
    )


def denied_lines(claim: Claim, found: Findings) -> list[Denial]:
    """The lines that Medicare would deny, each for the first edit that says so."""
    first: dict[int, Denial] = {}
    for denial in (*_ptp(claim, found["ptp"]), *_mue(claim, found["mue"])):
        first.setdefault(denial.number, denial)
    for denial in _add_on(claim, found["add_on"], set(first)):
        first.setdefault(denial.number, denial)
    return list(first.values())


def bundled(lines: Sequence[PricedLine], denied: Container[int]) -> list[Denial]:
    """Status T is paid only where nothing else of the fee schedule is payable to the same physician that day.

    What the contractor prices is payable too.
    """
    payable = [line for line in lines if line.is_payable and line.number not in denied]
    paid = [line for line in payable if line.is_paid]
    others = [line.line.code for line in payable if line.figures.get("status_code") != "T"]
    return [
        Denial(line.number, f"Status T: part of what is paid for {', '.join(others)}", "bundled")
        for line in paid
        if others and line.figures.get("status_code") == "T"
    ]


def _ptp(claim: Claim, rows: list[Row]) -> Iterator[Denial]:
    """Each line of column 2 is denied, unless the edit can be bypassed and a modifier does so."""
    for row in (row for row in rows if row["answer"] in ("edit", "bypassable")):
        beside = [line for line in claim.lines if line.code == row["column_1"]]
        for number, line in enumerate(claim.lines, start=1):
            if line.code == row["column_2"] and not _is_bypassed(line, beside, row):
                yield Denial(number, f"NCCI PTP with {row['column_1']}: {row['reason']}")


def _is_bypassed(line: ClaimLine, beside: list[ClaimLine], row: Row) -> bool:
    """By a modifier of its own that tells it from each line of column 1, or by one that counts there.

    The same side or digit on both lines tells of no other site.
    """
    alone = set(row["bypassing_on_column_1"] or ())
    own = set(row["bypassing_modifiers"] or ()) & set(line.modifiers)
    return all(own & alone or own - set(one.modifiers) or alone & set(one.modifiers) for one in beside)


def _mue(claim: Claim, rows: list[Row]) -> Iterator[Denial]:
    """MAI 1 looks at each line, MAI 2 and 3 at the day; all units of what exceeds the limit are denied."""
    for row in (row for row in rows if row["answer"] == "edit"):
        lines = [(n, line) for n, line in enumerate(claim.lines, start=1) if line.code == row["hcpcs"]]
        # The parts of one operation's care (54, 55, 56) are its one unit.
        of_day = sum(max(line.units for line in parts) for parts in operations([line for _, line in lines]))
        for number, line in lines:
            if (line.units if row["mai"] == "1" else of_day) > row["mue_value"]:
                yield Denial(
                    number,
                    f"NCCI MUE of {row['mue_value']} units (MAI {row['mai']}) is exceeded: {row['reason']}",
                )


def _add_on(claim: Claim, rows: list[Row], denied: Container[int]) -> Iterator[Denial]:
    """Without a primary, or where its closed list has only primaries that are denied themselves."""
    standing = {line.code for number, line in enumerate(claim.lines, start=1) if number not in denied}
    for row in rows:
        reason = row["reason"] if row["answer"] == "edit" else None
        if row["add_on_type"] == "1" and row["primaries"] and not standing & set(row["primaries"]):
            reason = f"its primary code {', '.join(row['primaries'])} is denied"
        for number, line in enumerate(claim.lines, start=1):
            if reason and line.code == row["hcpcs"]:
                yield Denial(number, f"NCCI add-on: {reason}")
