"""Build and publish as a flow does, without a run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from sources.records import Revision
from warehouse.build.build_file import derive, load_facts, open_build
from warehouse.build.plan import BuildPlan
from warehouse.publishing.publish import Published, publish_steps


def publish_snapshot(
    snapshots: Path,
    revisions: Sequence[Revision],
    folders: Mapping[str, Path],
    wait: float = 0,
    accept: Mapping[str, str] | None = None,
    before: Callable[[str], object] = str,
) -> Published:
    """Do every step; `before` is called with the name of each."""
    steps = publish_steps(snapshots, revisions, folders, wait, accept)
    while True:
        try:
            before(next(steps))
        except StopIteration as done:
            published: Published = done.value
            return published


@contextmanager
def building(
    target: Path, revisions: Sequence[Revision], folders: Mapping[str, Path], plan: BuildPlan
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Build the file, and yield its connection with the temporary tables that checks read."""
    with open_build(target, plan) as con:
        load_facts(con, revisions, folders, plan)
        derive(con, plan)
        yield con
