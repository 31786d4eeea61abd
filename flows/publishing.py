"""From conformed Parquet to a published snapshot, by one run at a time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.conforming import Conformed
from flows.highlights import highlights, unusual
from flows.progress import tell
from flows.report import Timing
from flows.spread import named
from flows.walk import WAREHOUSE, Walk
from sources.records import Revision
from warehouse.checks import ChecksFailed
from warehouse.publish import publish
from warehouse.snapshots import MANIFEST, NoSuchSnapshot, resolve

WAIT = 3600.0  # seconds for another process that publishes to the same folder


@dataclass(frozen=True)
class Publication:
    """The snapshot that is served now, and what stood in the way of a new one."""

    snapshot: str | None = None
    is_new: bool = False
    checks: tuple[dict[str, Any], ...] = ()
    highlights: tuple[str, ...] = ()
    unusual: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Material:
    """What a snapshot is built from."""

    snapshots: Path
    revisions: list[Revision]
    folders: Mapping[str, Path] = field(repr=False)

    def __str__(self) -> str:
        return f"{len(self.revisions)} releases"


def publish_all(walk: Walk, conformed: Conformed) -> Publication:
    """Build, check and publish; the same material as before is recognised and publishes nothing."""
    if not conformed.revisions:
        return Publication(problems=("nothing to publish: the archive holds no release that could be read",))
    material = Material(walk.settings.snapshots, conformed.revisions, conformed.folders)
    tell("build", str(material), 0, 1)
    with walk.alone(WAREHOUSE):
        done = next(iter(walk.near("publish", _publish, [material])))
    publication: Publication = done.result or Publication(served(material.snapshots), problems=(done.error,))
    tell("build", publication.snapshot or "", 1, 1)
    state = "failed" if publication.problems else "published" if publication.is_new else "unchanged"
    why = "; ".join(publication.problems)
    walk.run.record(Timing("publish", publication.snapshot or "none", state, done.seconds, detail=why))
    return publication


def _publish(material: Material) -> Publication:
    try:
        published = publish(material.snapshots, material.revisions, material.folders, WAIT)
    except ChecksFailed as blocked:
        findings = tuple(vars(finding) for finding in blocked.findings)
        return Publication(served(material.snapshots), checks=findings, problems=(named(blocked),))
    if not published.is_new:
        return Publication(published.id)
    checks = tuple(json.loads((published.path / MANIFEST).read_text("utf-8"))["checks"])
    return Publication(published.id, True, checks, highlights(published.path), unusual(published.path))


def served(snapshots: Path) -> str | None:
    """The id of the snapshot that `latest` points to."""
    try:
        return resolve(snapshots).name
    except NoSuchSnapshot:
        return None
