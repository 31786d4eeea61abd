"""Rules that look at a claim's lines and modifiers: contradictions, codes beside codes, exemptions."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cmsfees.snapshot import Row
from warehouse.pricing.claim import Claim, ClaimLine
from warehouse.pricing.lines import BOTH_SIDES, PricedLine, priced_modifiers
from warehouse.pricing.ncci_denials import Denial


@dataclass(frozen=True)
class Exemption:
    """A modifier that keeps a line out of an indicator's reductions; assumed where CMS wants a record."""

    indicator: str
    modifier: str
    is_assumed: bool
    meaning: str
    source: str


def contradictions(claim: Claim, rules: Iterable[Row]) -> Iterator[Denial]:
    """Lines whose modifiers exclude each other, or say both sides of more than one procedure."""
    excluded = [({row["modifier"], row["other_modifier"]}, row["meaning"]) for row in rules]
    for number, line in enumerate(claim.lines, start=1):
        for pair, meaning in excluded:
            if pair <= set(line.modifiers):
                yield Denial(number, f"{' with '.join(sorted(pair))}: {meaning}", "not_decided")
        if reason := _too_many_sides(line):
            yield Denial(number, reason, "not_decided")


def beside_others(claim: Claim, rules: Iterable[Row], denied: Container[int]) -> Iterator[Denial]:
    """Lines that another line's modifier makes unpayable, or leaves undecided."""
    standing = [(number, line) for number, line in enumerate(claim.lines, start=1) if number not in denied]
    for rule in (rule for rule in rules if holds_on(rule, claim.service_date)):
        beside = [line for _, line in standing if _is_beside(line, rule)]
        excused = {line.code for _, line in standing} & set((rule["unless_codes"] or "").split("|"))
        for number, line in standing:
            if line.code == rule["hcpcs"] and beside and not excused:
                yield Denial(number, f"{rule['meaning']} ({rule['source']})", rule["effect"])


def exemptions(rules: Iterable[Row], on: date) -> list[Exemption]:
    return [
        Exemption(
            rule["indicator"],
            rule["modifier"],
            rule["is_assumed"],
            rule["meaning"],
            rule["source"],
        )
        for rule in rules
        if holds_on(rule, on)
    ]


def exemption_of(line: PricedLine, rules: Iterable[Exemption]) -> Exemption | None:
    """What keeps the line out of the reductions for several procedures, if anything does."""
    indicator = line.figures.get("multiple_procedure")
    return next(
        (rule for rule in rules if rule.indicator == indicator and rule.modifier in line.modifiers), None
    )


def assumed(lines: Sequence[PricedLine], rules: Sequence[Exemption]) -> Iterator[str]:
    """Exemptions that are taken at the modifier's word."""
    for line in lines:
        rule = exemption_of(line, rules)
        if rule and rule.is_assumed and len(lines) > 1:
            yield f"Line {line.number}: {rule.modifier} is taken to mean: {rule.meaning}"


def _too_many_sides(line: ClaimLine) -> str | None:
    priced_as, units = priced_modifiers(line)
    if "50" in priced_as and units > 1:
        return f"50 says both sides of one procedure, and the line has {units} units"
    if set(line.modifiers) >= BOTH_SIDES and units > 1:
        return f"LT and RT say both sides of one procedure, and the line has {units} units"
    return None


def _is_beside(line: ClaimLine, rule: Row) -> bool:
    return line.code in rule["other_codes"].split("|") and rule["other_modifier"] in line.modifiers


def holds_on(rule: Row, day: date) -> bool:
    """Whether a rule with first and last date of service, each open where null, holds on the day."""
    return (rule["since"] or date.min) <= day <= (rule["until"] or date.max)
