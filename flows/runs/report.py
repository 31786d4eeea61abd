"""A run's report by release, shared by the CLI, the artifacts and `status`."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

State = Literal["loaded", "unchanged", "waiting", "loaded in part", "refused", "failed"]
RELEASE_STATES: tuple[State, ...] = ("loaded", "unchanged", "waiting", "loaded in part", "refused", "failed")
BAD: frozenset[State] = frozenset({"refused", "failed"})
TO_LOOK_AT: frozenset[State] = BAD | {"loaded in part"}


@dataclass(frozen=True)
class Timing:
    """One timed step on one series, release or snapshot: a row of the metrics table."""

    step: str
    subject: str
    state: str
    seconds: float
    revision: int | None = None
    bytes: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class ReleaseState:
    """A release's state after a run, and the reason.

    `waiting`: CMS has not posted all parts or companions yet. `loaded in part`: a table of the release is
    missing; it is read again automatically when code or corrections change.
    """

    release: str
    state: State
    revision: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """The report of a run; stored as one JSON file per run."""

    run: str
    kind: str
    started_at: datetime
    asked: str
    seconds: float = 0.0
    flow_run: str | None = None
    releases: tuple[ReleaseState, ...] = ()
    downloaded: int = 0  # bytes
    requests: int = 0
    snapshot: str | None = None
    is_new: bool = False
    checks: tuple[dict[str, Any], ...] = ()
    highlights: tuple[str, ...] = ()  # summary of the snapshot's changes
    unusual: tuple[str, ...] = ()  # payments that changed tenfold
    notes: tuple[str, ...] = ()  # delisted releases, unrecognized links
    cancelled: str = ""  # by whom; finished work is kept
    problems: tuple[str, ...] = ()  # unreadable pages, damaged files, blocking checks

    def count(self, state: State) -> int:
        return sum(release.state == state for release in self.releases)

    @property
    def is_good(self) -> bool:
        return (
            not self.cancelled
            and not self.problems
            and all(release.state not in BAD for release in self.releases)
        )

    @property
    def outcome(self) -> str:
        """Return `published`, `nothing new`, `cancelled`, `partly failed` or `failed`.

        Runs that publish nothing: `kept` if `watch` archived files, `intact` if `verify` found no damage.
        """
        if self.cancelled:
            return "cancelled"
        if self.is_good and self.kind == "verify":
            return "intact"
        if self.is_good and self.kind == "watch" and self.count("loaded"):
            return "kept"
        if not self.is_good:
            return "partly failed" if self.is_new else "failed"
        return "published" if self.is_new else "nothing new"

    @property
    def counted(self) -> str:
        """Return the request and the number of releases by state."""
        counts = ", ".join(f"{number} {state}" for state in RELEASE_STATES if (number := self.count(state)))
        return f"{self.asked}: {counts}" if counts else self.asked

    @property
    def summary(self) -> str:
        """Return a line for the request and one per release or problem that needs attention."""
        unsettled = [release for release in self.releases if release.state in TO_LOOK_AT]
        bad = [f"{release.release} {release.state}: {release.reason}" for release in unsettled]
        stopped = [f"cancelled {self.cancelled}"] if self.cancelled else []
        return "\n".join([self.counted, *stopped, *bad, *self.problems])

    @property
    def result(self) -> str:
        """Return the new snapshot and a short list of what went wrong."""
        bad = [f"{row.release} {row.state}" for row in self.releases if row.state in BAD]
        problems = [_headline(problem) for problem in self.problems]
        created = [self.snapshot] if self.is_new and self.snapshot else []
        stopped = [self.cancelled] if self.cancelled else []
        return "; ".join([*created, *stopped, *bad, *problems])

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "started_at": self.started_at.isoformat(), "outcome": self.outcome}


def _headline(problem: str) -> str:
    """Return the first line, plus the second if the first ends with a colon."""
    first, *others = problem.splitlines()
    return f"{first} {others[0]}" if others and first.endswith(":") else first


def read_report(value: dict[str, Any]) -> Report:
    """Build a Report from `Report.as_json`."""
    known = {name: value[name] for name in Report.__dataclass_fields__ if name in value}
    known["started_at"] = datetime.fromisoformat(value["started_at"])
    known["releases"] = tuple(ReleaseState(**release) for release in value["releases"])
    for name in ("checks", "highlights", "unusual", "notes", "problems"):
        known[name] = tuple(value.get(name, ()))
    return Report(**known)
