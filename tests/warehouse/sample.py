"""A snapshot of the bundled sample: two releases of each payment system, built in seconds."""

import hashlib
from datetime import date
from pathlib import Path

from cmsfees.channels import DATABASE
from sources.records import Revision
from sources.release import parse_release
from sources.sample.write import SAMPLE_SERIES, lines, write_site
from tests.warehouse.publishing import publish_snapshot
from tests.warehouse.released import receipt
from transforms.conforming.conform_release import conform_to


def publish_sample(root: Path) -> Path:
    """The snapshot's folder below `<root>/snapshots`; `root` can serve as CMSFEES_HOME."""
    site = write_site(root / "site")
    revisions, folders = [], {}
    for line in lines("releases.tsv"):
        path = site / line["link"].rpartition("file=")[2].lstrip("/")
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        release = _release(line["release"])
        posted = receipt(release, sha256, date.fromisoformat(line["posted"]))
        revisions.append(Revision(parse_release(release), 1, (posted,)))
        folders[sha256] = conform_to(root / "conformed", path, sha256, parse_release(release))
    return publish_snapshot(root / "snapshots", revisions, folders).path


def database(folder: Path) -> Path:
    return folder / DATABASE


def _release(name: str) -> str:
    series = max((series for series in SAMPLE_SERIES if name.startswith(f"{series}-")), key=len)
    return f"{series} {name.removeprefix(f'{series}-')}"
