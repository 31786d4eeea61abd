"""What a run did, release by release: the words that the CLI, the artifacts and `status` share."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

State = Literal["loaded", "unchanged", "waiting", "loaded in part", "refused", "failed"]
STATES: tuple[State, ...] = ("loaded", "unchanged", "waiting", "loaded in part", "refused", "failed")
BAD: frozenset[State] = frozenset({"refused", "failed"})
TO_LOOK_AT: frozenset[State] = BAD | {"loaded in part"}


@dataclass(frozen=True)
class Timing:
    """One timed piece of work on one series, release or snapshot: a row of the metrics table."""

    step: str
    subject: str
    state: str
    seconds: float
    revision: int | None = None
    bytes: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class ReleaseState:
    """Where a run left a release, and why.

    `waiting` is for CMS: parts or companions are not posted yet. `loaded in part`: a table that the release
    should hold is missing; it is read again by itself when code or corrections change.
    """

    release: str
    state: State
    revision: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Report:
    """A whole run; JSON on disk, one file a run."""

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
    highlights: tuple[str, ...] = ()  # what the snapshot changed, in words
    unusual: tuple[str, ...] = ()  # payments that moved tenfold
    notes: tuple[str, ...] = ()  # releases listed no more, links not understood
    cancelled: str = ""  # by whom; what had been done by then is kept
    problems: tuple[str, ...] = ()  # pages not understood, archived files that differ, checks that block

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
        """`published`, `nothing new`, `cancelled`, or with anything failed or refused `partly failed`.

        Runs that publish nothing say what they did: `watch` has `kept` files, `verify` found all `intact`.
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
        """What was asked for and how many releases ended in which state, where any were asked for."""
        counts = ", ".join(f"{number} {state}" for state in STATES if (number := self.count(state)))
        return f"{self.asked}: {counts}" if counts else self.asked

    @property
    def summary(self) -> str:
        """A line for what was asked, and one for each thing that needs a look."""
        bad = [f"{one.release} {one.state}: {one.reason}" for one in self.releases if one.state in TO_LOOK_AT]
        stopped = [f"cancelled {self.cancelled}"] if self.cancelled else []
        return "\n".join([self.counted, *stopped, *bad, *self.problems])

    @property
    def result(self) -> str:
        """The new snapshot, and in a few words what went wrong."""
        bad = [f"{one.release} {one.state}" for one in self.releases if one.state in BAD]
        problems = [_headline(problem) for problem in self.problems]
        made = [self.snapshot] if self.is_new and self.snapshot else []
        stopped = [self.cancelled] if self.cancelled else []
        return "; ".join([*made, *stopped, *bad, *problems])

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "started_at": self.started_at.isoformat(), "outcome": self.outcome}


def _headline(problem: str) -> str:
    """The first line, with the next one where it only announces what follows."""
    first, *others = problem.splitlines()
    return f"{first} {others[0]}" if others and first.endswith(":") else first


def read_report(value: dict[str, Any]) -> Report:
    """The inverse of `Report.as_json`."""
    known = {name: value[name] for name in Report.__dataclass_fields__ if name in value}
    known["started_at"] = datetime.fromisoformat(value["started_at"])
    known["releases"] = tuple(ReleaseState(**release) for release in value["releases"])
    for name in ("checks", "highlights", "unusual", "notes", "problems"):
        known[name] = tuple(value.get(name, ()))
    return Report(**known)
