"""Named queries that must return no rows; their results are stored in the file they were run on.

-- severity: block            stops the publication, or `warn`: is listed
-- holds: one row a key       what must be so
SELECT …                      the rows that break it
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb
import polars as pl

from warehouse.database import SQL, insert

HEADER = re.compile(r"-- severity: (?P<severity>block|warn)\n-- holds: (?P<holds>.+)\n")
SAMPLE = 20


@dataclass(frozen=True)
class CheckResult:
    """The outcome of one check; `sample` holds the first failing rows as JSON."""

    name: str
    severity: str
    title: str
    failures: int
    sample: str


class ChecksFailed(ValueError):
    """A check that blocks publication found rows."""

    def __init__(self, findings: list[CheckResult]) -> None:
        self.findings = findings
        lines = [f"{f.name} ({f.title}): {f.failures} rows, such as {f.sample[:300]}" for f in findings]
        todo = "To do: look at the rows; if CMS posted them so, set them aside or make the check a warning."
        super().__init__("\n".join(["not published, these checks failed:", *lines, todo]))


def run_checks(con: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    """Runs every check on the current database and stores what they found in its table `checks`."""
    findings = [_run(con, name, query) for name, query in _checks(SQL / "checks")]
    con.execute("DELETE FROM checks")
    insert(con, "checks", pl.DataFrame([asdict(finding) for finding in findings]))
    return findings


def raise_if_blocked(findings: list[CheckResult]) -> None:
    blocking = [finding for finding in findings if finding.severity == "block" and finding.failures]
    if blocking:
        raise ChecksFailed(blocking)


def _checks(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.glob("*.sql")):
        yield file.stem, file.read_text("utf-8")


def _run(con: duckdb.DuckDBPyConnection, name: str, query: str) -> CheckResult:
    header = HEADER.match(query)
    if not header:
        raise ValueError(
            f"warehouse/sql/checks/{name}.sql: expected lines `-- severity: …` and `-- holds: …` on top"
        )
    rows = f"WITH failing AS ({query.rstrip().rstrip(';')}\n) "
    count = "SELECT count(*), (SELECT to_json(list(f)) FROM (FROM failing LIMIT $1) AS f) FROM failing"
    failures, sample = con.execute(rows + count, [SAMPLE]).fetchall()[0]
    return CheckResult(name, header["severity"], header["holds"], failures, sample or "[]")
