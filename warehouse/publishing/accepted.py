"""Check findings that an operator accepted: the snapshot records each with its reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

import duckdb
import polars as pl

from warehouse.database import insert
from warehouse.publishing.run_checks import CheckResult, ChecksFailed


class UnknownCheck(LookupError):
    """No check has this name."""


@dataclass(frozen=True)
class Acceptance:
    """One check's accepted findings in one release (`*`: rows that name no release)."""

    check_name: str
    release_id: str
    reason: str
    accepted_at: str


def accepted_in(manifests: Iterable[Mapping[str, Any]]) -> list[Acceptance]:
    """Return what earlier snapshots accepted; it stays accepted for the same release."""
    return [Acceptance(**entry) for manifest in manifests for entry in manifest.get("accepted_checks", [])]


def raise_if_blocked(
    con: duckdb.DuckDBPyConnection,
    results: Sequence[CheckResult],
    accept: Mapping[str, str],
    accepted: Sequence[Acceptance],
) -> None:
    """Raise `ChecksFailed` for findings that nobody accepted; store the accepted ones in `accepted_checks`.

    `accept` maps a check to the reason; `accepted` comes from earlier snapshots.
    """
    _require_known(results, accept)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known = {(acceptance.check_name, acceptance.release_id): acceptance for acceptance in accepted}
    known |= {
        (result.name, release_id): Acceptance(result.name, release_id, accept[result.name], now)
        for result in results
        if result.name in accept
        for release_id in result.blocking
    }
    found = [(result, (result.name, release_id)) for result in results for release_id in result.blocking]
    used = [known[key] for _, key in found if key in known]
    con.execute("DELETE FROM accepted_checks")
    insert(con, "accepted_checks", pl.DataFrame([asdict(acceptance) for acceptance in used]))
    if open_results := [result for result, key in found if key not in known]:
        raise ChecksFailed([_only_open(result, known) for result in dict.fromkeys(open_results)])


def _only_open(result: CheckResult, known: Mapping[tuple[str, str], Acceptance]) -> CheckResult:
    """Drop the releases for which the findings are accepted."""
    return replace(
        result,
        blocking=tuple(
            release_id for release_id in result.blocking if (result.name, release_id) not in known
        ),
    )


def _require_known(results: Sequence[CheckResult], accept: Mapping[str, str]) -> None:
    names = [result.name for result in results]
    for name, reason in accept.items():
        if name not in names:
            raise UnknownCheck(f"there is no check {name!r}; the checks are {', '.join(names)}")
        if not reason.strip():
            raise UnknownCheck(f"{name} can be accepted only with a reason, which the snapshot records")
