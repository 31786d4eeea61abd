"""Findings that an operator publishes all the same: recorded in the snapshot with the reason, and kept."""

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
    """One check's findings in one release (`*`: rows that name none) are as CMS meant them."""

    check_name: str
    release_id: str
    reason: str
    accepted_at: str


def accepted_in(manifests: Iterable[Mapping[str, Any]]) -> list[Acceptance]:
    """What was accepted for earlier snapshots stays accepted for the same release."""
    return [Acceptance(**entry) for manifest in manifests for entry in manifest.get("accepted_checks", [])]


def raise_if_blocked(
    con: duckdb.DuckDBPyConnection,
    results: Sequence[CheckResult],
    accept: Mapping[str, str],
    accepted: Sequence[Acceptance],
) -> None:
    """Raises `ChecksFailed` for findings that nobody accepted; those accepted go to `accepted_checks`.

    `accept` gives a reason per check, `accepted` is what earlier snapshots say.
    """
    _require_known(results, accept)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    known = {(one.check_name, one.release_id): one for one in accepted}
    known |= {
        (result.name, release_id): Acceptance(result.name, release_id, accept[result.name], now)
        for result in results
        if result.name in accept
        for release_id in result.blocking
    }
    found = [(result, (result.name, release_id)) for result in results for release_id in result.blocking]
    used = [known[key] for _, key in found if key in known]
    con.execute("DELETE FROM accepted_checks")
    insert(con, "accepted_checks", pl.DataFrame([asdict(one) for one in used]))
    if open_results := [result for result, key in found if key not in known]:
        raise ChecksFailed([_only_open(result, known) for result in dict.fromkeys(open_results)])


def _only_open(result: CheckResult, known: Mapping[tuple[str, str], Acceptance]) -> CheckResult:
    """Without the releases in which the findings are accepted."""
    return replace(result, blocking=tuple(one for one in result.blocking if (result.name, one) not in known))


def _require_known(results: Sequence[CheckResult], accept: Mapping[str, str]) -> None:
    names = [result.name for result in results]
    for name, reason in accept.items():
        if name not in names:
            raise UnknownCheck(f"no check is called {name!r}; there are {', '.join(names)}")
        if not reason.strip():
            raise UnknownCheck(f"{name} is accepted only with a reason, which the snapshot keeps")
