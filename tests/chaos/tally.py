"""Outcomes of the faults; any outcome not in `GOOD` is a finding."""

from collections import Counter
from dataclasses import dataclass, field

GOOD = frozenset({"survived", "loaded", "refused", "new", "failed, named", "answered", "answered, named"})


@dataclass
class Tally:
    """Counts by outcome, and details of failures to reproduce them by seed."""

    name: str
    counts: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)

    def add(self, outcome: str, what: str) -> None:
        if outcome in GOOD:
            self.counts[outcome] += 1
        else:
            self.counts["WRONG"] += 1
            self.findings.append(f"{what}: {outcome}")

    def __str__(self) -> str:
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in self.counts.most_common())
        return "\n".join([f"{self.name}: {self.counts.total()} ({outcomes})", *self.findings])
