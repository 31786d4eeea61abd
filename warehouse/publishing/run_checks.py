"""Named queries that must return no rows; the checked file stores their results.

-- severity: block                              stops the publication
-- severity: warn                               is listed
-- severity: warn, block above 20 per release   is listed; stops the publication if a release has more rows
-- holds: one row per key                       the condition that must hold
-- derived from: asc, pfs-rvu                   optional: only the releases of these series decide the rows
SELECT …                                        the rows that violate it, with `release_id` if they have one

Queries can read `release_pairs`: each release with its predecessor in the series and the days between
them. An incremental build gives them only the pairs that no earlier build compared and those of releases in
which one found something, and keeps the result of a check if the releases of all its series are unchanged.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import polars as pl

from warehouse.build.lineage import RELEASE_PAIRS
from warehouse.build.plan import EVERYTHING, BuildPlan
from warehouse.build.touched import changed_series
from warehouse.database import SQL, insert, reading
from warehouse.publishing.table_checks import NO_RELEASE, table_checks

HEADER = re.compile(
    r"-- severity: (?P<severity>block|warn)(?:, block above (?P<most>\d+) per release)?\n"
    r"-- holds: (?P<holds>.+)\n"
    r"(?:-- derived from: (?P<series>.+)\n)?"
)
RESULTS = "SELECT name, severity, title, failures, sample, blocking, release_ids FROM checks"
SAMPLE = 20
PAIRS = f"CREATE OR REPLACE TEMP TABLE release_pairs AS {RELEASE_PAIRS}"
NEW_PAIRS = """
CREATE OR REPLACE TEMP TABLE new_release_pairs AS
FROM release_pairs WHERE NOT list_contains($1::VARCHAR[], pair_id) OR list_contains($2::VARCHAR[], release_id)
"""
ALL_PAIRS = re.compile(r"\brelease_pairs\b")


@dataclass(frozen=True)
class Check:
    """A query and its condition; it only warns up to `most` rows per release."""

    name: str
    title: str
    most: int | None  # None: it never blocks
    query: str
    series: frozenset[str] = frozenset()  # only their releases decide what it finds; empty: any release may


@dataclass(frozen=True)
class CheckResult:
    """The outcome of one check; `sample` holds the first failing rows as JSON."""

    name: str
    severity: str
    title: str
    failures: int
    sample: str
    blocking: tuple[str, ...]  # releases with too many failing rows
    release_ids: tuple[str, ...]  # releases with failing rows


class ChecksFailed(ValueError):
    """Checks that block publication found rows that nobody accepted."""

    def __init__(self, findings: list[CheckResult]) -> None:
        self.findings = findings
        lines = ["not published, the last snapshot stays in use; these checks failed:"]
        super().__init__("\n".join([*lines, *map(_described, findings), TODO]))


TODO = (
    "To do: look at the rows in CMS's file (`cmsfees inspect RELEASE`). If the file is damaged, import an "
    "intact one or wait for CMS to post it again. If the data is correct, publish it with "
    '`cmsfees publish --accept CHECK --reason "…"`; the snapshot records the reason.'
)


def run_checks(
    con: duckdb.DuckDBPyConnection, chosen: Iterable[Check] | None = None, plan: BuildPlan = EVERYTHING
) -> list[CheckResult]:
    """Run all checks, or those that `checks` selected for this plan; store the results in `checks`."""
    before = _results_before(plan)
    _pair_releases(con, plan, before)
    known = _known_results(con, plan, before)
    wanted = checks() if chosen is None else chosen
    results = [known.get(check.name) or _run(con, check) for check in wanted]
    con.execute("DROP TABLE release_pairs; DROP TABLE new_release_pairs")
    con.execute("DELETE FROM checks")
    lists = dict.fromkeys(("blocking", "release_ids"), pl.List(pl.String))
    insert(con, "checks", pl.DataFrame([asdict(result) for result in results], schema_overrides=lists))
    return results


def checks(plan: BuildPlan = EVERYTHING, failed_before: Collection[str] = ()) -> list[Check]:
    """Return the checks in `sql/checks` and those generated from the tables, by name.

    With the plan of an incremental build, key checks cover the rows that it loads and derives, or all rows if
    they are in `failed_before`: what they found in the previous file is then found again. Comparisons of
    consecutive releases cover the pairs in `new_release_pairs`.
    """
    every = dict(_texts(EVERYTHING))
    new = {name: text for name, text in _texts(plan) if name not in failed_before}
    pairs = "new_release_pairs" if plan.compared_pairs else "release_pairs"
    chosen = {name: ALL_PAIRS.sub(pairs, text) for name, text in (every | new).items()}
    return sorted((_parse(name, text) for name, text in chosen.items()), key=lambda check: check.name)


def checks_version() -> str:
    """Return a hash of the code that states the generated checks and of the code that runs checks."""
    code = [
        Path(__file__).with_name(f"{module}.py").read_bytes() for module in ("run_checks", "table_checks")
    ]
    return hashlib.sha256(b"".join(code)).hexdigest()[:16]


def _texts(plan: BuildPlan) -> Iterator[tuple[str, str]]:
    for file in (SQL / "checks").glob("*.sql"):
        yield file.stem, file.read_text("utf-8")
    yield from table_checks(plan)


def _results_before(plan: BuildPlan) -> list[CheckResult]:
    """Return the results of the previous file if the same SQL made them."""
    if plan.previous is None or plan.fingerprints_before is None:
        return []
    with reading(plan.previous) as earlier:
        rows = earlier.execute(RESULTS).fetchall()
    return [
        CheckResult(name, severity, title, failures, sample, tuple(blocking), tuple(release_ids))
        for name, severity, title, failures, sample, blocking, release_ids in rows
    ]


def _pair_releases(con: duckdb.DuckDBPyConnection, plan: BuildPlan, before: Sequence[CheckResult]) -> None:
    """Create `release_pairs`, and `new_release_pairs` without those in which earlier checks found nothing."""
    con.execute(PAIRS)
    compare = {check.name for check in checks() if ALL_PAIRS.search(check.query)} if before else set()
    found = {release_id for result in before if result.name in compare for release_id in result.release_ids}
    con.execute(NEW_PAIRS, [list(plan.compared_pairs), list(found)])


def _known_results(
    con: duckdb.DuckDBPyConnection, plan: BuildPlan, before: Iterable[CheckResult]
) -> dict[str, CheckResult]:
    """Return those of the earlier results of which no series changed."""
    if plan.fingerprints_before is None:
        return {}
    changed = changed_series(con, plan.fingerprints_before)
    kept = {check.name for check in checks() if check.series and not check.series & changed}
    return {result.name: result for result in before if result.name in kept}


def _parse(name: str, text: str) -> Check:
    header = HEADER.match(text)
    if not header:
        raise ValueError(
            f"warehouse/sql/checks/{name}.sql: expected lines `-- severity: …` and `-- holds: …` at the top"
        )
    blocks = header["severity"] == "block" or header["most"]
    most = int(header["most"] or 0) if blocks else None
    series = frozenset((header["series"] or "").split(", ")) - {""}
    return Check(name, header["holds"], most, text.rstrip().rstrip(";"), series)


def _run(con: duckdb.DuckDBPyConnection, check: Check) -> CheckResult:
    con.execute(f"CREATE OR REPLACE TEMP TABLE failing AS {check.query}")
    columns = [name for name, *_ in con.execute("DESCRIBE failing").fetchall()]
    owner = "release_id" if "release_id" in columns else f"'{NO_RELEASE}'"
    counts = con.execute(f"SELECT {owner}, count(*) FROM failing GROUP BY ALL ORDER BY ALL").fetchall()
    first = con.execute("SELECT to_json(list(f)) FROM (FROM failing LIMIT $1) AS f", [SAMPLE])
    [(sample,)] = first.fetchall()
    con.execute("DROP TABLE failing")
    most = check.most
    blocking = tuple(str(release_id) for release_id, count in counts if most is not None and count > most)
    return CheckResult(
        check.name,
        "block" if blocking or check.most == 0 else "warn",
        check.title,
        sum(count for _, count in counts),
        sample or "[]",
        blocking,
        tuple(str(release_id) for release_id, _ in counts),
    )


def _described(finding: CheckResult) -> str:
    """Describe a failure: `pfs_totals_add_up (…): 8124 rows in pfs-rvu 2026C r1, such as [{…`."""
    where = "" if finding.blocking == (NO_RELEASE,) else f" in {', '.join(finding.blocking)}"
    return (
        f"- {finding.name} ({finding.title}): {finding.failures} rows{where}, such as {finding.sample[:300]}"
    )
