"""Rules on a claim's lines and modifiers: contradictions, codes billed together, exemptions."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cmsfees.snapshot import Row
from warehouse.pricing.claim import Claim, ClaimLine
from warehouse.pricing.lines import BOTH_SIDES, PricedLine, priced_modifiers
from warehouse.pricing.ncci_denials import Denial

SEPARATE_SESSION = {"59", "XE"}
# Diagnostic cardiovascular and ophthalmology services; imaging (4) is reduced in the same session only.
REDUCED_IN_ANY_SESSION = {"6", "7"}


@dataclass(frozen=True)
class Exemption:
    """A modifier that exempts a line from reductions; `is_assumed` if CMS requires a record for it."""

    indicator: str
    modifier: str
    is_assumed: bool
    meaning: str
    source: str


def contradictions(claim: Claim, rules: Iterable[Row]) -> Iterator[Denial]:
    """Yield lines whose modifiers exclude each other, or report both sides of several procedures."""
    excluded = [({row["modifier"], row["other_modifier"]}, row["meaning"]) for row in rules]
    for number, line in enumerate(claim.lines, start=1):
        for pair, meaning in excluded:
            if pair <= set(line.modifiers):
                yield Denial(number, f"{' with '.join(sorted(pair))}: {meaning}", "not_decided")
        if reason := _too_many_sides(line):
            yield Denial(number, reason, "not_decided")


def denied_by_other_lines(claim: Claim, rules: Iterable[Row], denied: Container[int]) -> Iterator[Denial]:
    """Yield lines that another line's modifier makes unpayable or leaves undecided."""
    remaining = [(number, line) for number, line in enumerate(claim.lines, start=1) if number not in denied]
    for rule in (rule for rule in rules if applies_on(rule, claim.service_date)):
        others = [line for _, line in remaining if _matches_other_code(line, rule)]
        excused = {line.code for _, line in remaining} & set((rule["unless_codes"] or "").split("|"))
        for number, line in remaining:
            if line.code == rule["hcpcs"] and others and not excused:
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
        if applies_on(rule, on)
    ]


def exemption_of(line: PricedLine, rules: Iterable[Exemption]) -> Exemption | None:
    """Return the exemption from multiple-procedure reductions that applies to the line, if any."""
    indicator = line.figures.get("multiple_procedure")
    return next(
        (rule for rule in rules if rule.indicator == indicator and rule.modifier in line.modifiers), None
    )


def assumed(lines: Sequence[PricedLine], rules: Sequence[Exemption]) -> Iterator[str]:
    """Yield exemptions that assume the modifier is supported by the record."""
    for line in lines:
        rule = exemption_of(line, rules)
        if rule and rule.is_assumed and len(lines) > 1:
            yield f"Line {line.number}: {rule.modifier} is assumed to be valid: {rule.meaning}"
        indicator = line.figures.get("multiple_procedure")
        separate = SEPARATE_SESSION & set(line.modifiers)
        if indicator in REDUCED_IN_ANY_SESSION and separate and len(lines) > 1:
            yield (
                f"Line {line.number}: whether {', '.join(sorted(separate))} exempts a separate session: the "
                f"layout reduces indicator {indicator} without naming the session, so it is reduced here"
            )


def _too_many_sides(line: ClaimLine) -> str | None:
    priced_as, units = priced_modifiers(line)
    if "50" in priced_as and units > 1:
        return f"50 means both sides of one procedure, but the line has {units} units"
    if set(line.modifiers) >= BOTH_SIDES and units > 1:
        return f"LT and RT mean both sides of one procedure, but the line has {units} units"
    return None


def _matches_other_code(line: ClaimLine, rule: Row) -> bool:
    return line.code in rule["other_codes"].split("|") and rule["other_modifier"] in line.modifiers


def applies_on(rule: Row, day: date) -> bool:
    """Return whether a rule applies on the day; `since` and `until` are inclusive, null is unbounded."""
    return (rule["service_from"] or date.min) <= day <= (rule["service_to"] or date.max)
