"""A tiny site, a client in a hurry, and the table of faults and outcomes that the run prints at its end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sources.http.client import RetryPolicy
from sources.settings import Settings
from tests.sources.local_site import LocalSite, serve
from tests.sources.tiny_site import write_tiny_site

Told = list[tuple[str, str, str]]
TABLE = pytest.StashKey[Told]()
QUICK = RetryPolicy(
    attempts=3,
    first_wait=0.01,
    longest_wait=0.05,
    longest_retry_after=5,
    read_timeout=0.6,
    slowest=5000,
    grace=0.3,
)


@pytest.fixture
def local(tmp_path: Path) -> LocalSite:
    return LocalSite(write_tiny_site(tmp_path / "site"))


@pytest.fixture
def settings(tmp_path: Path, local: LocalSite) -> Iterator[Settings]:
    """Settings of a home of its own, pointed at the tiny site, which is being served."""
    with serve(local) as url:
        yield Settings(home=tmp_path / "home", site=url, spacing=0, accept_ama_license=True)


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str, str, str], None]:
    """Add a line to the printed table: what went wrong, what came of it, how many requests it took."""
    rows = request.config.stash.setdefault(TABLE, [])
    return lambda fault, outcome, requests: rows.append((fault, outcome, requests))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = config.stash.get(TABLE, [])
    if not rows:
        return
    terminalreporter.section("faults of the site and what came of them")
    lines = [("fault", "outcome", "requests for it"), *sorted(rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(3)]
    for line in lines:
        terminalreporter.write_line(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        )
