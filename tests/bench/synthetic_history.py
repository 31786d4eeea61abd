"""A full history of 457 releases, made of real conformed releases under other dates.

Nothing is copied: a synthetic release points to the conformed folder of the last real one that begins before
it, or of the first after it. So sizes are real, and so are the changes from one quarter to the next.

    72 quarters of the fee schedule, OPPS and ASC each, 40 of PTP x 2 and MUE x 3, 41 of ZIP codes

The real releases of every other series (laboratory, drugs, DMEPOS, wage indices, HCPCS …) come beside them.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from sources.records import Revision
from sources.release import Release

LETTERED = "{year}{letter}"
MONTHLY = "{year}-{month:02}"
QUARTERLY = "{year}Q{quarter}"
HISTORY = {  # series → form of the vintage, first year, quarters
    "pfs-rvu": (LETTERED, 2009, 72),
    "opps": (MONTHLY, 2009, 72),
    "asc": (MONTHLY, 2009, 72),
    "ncci-ptp-practitioner": (QUARTERLY, 2017, 40),
    "ncci-ptp-hospital": (QUARTERLY, 2017, 40),
    "ncci-mue-practitioner": (QUARTERLY, 2017, 40),
    "ncci-mue-hospital": (QUARTERLY, 2017, 40),
    "ncci-mue-dme": (QUARTERLY, 2017, 40),
    "zip-locality": (QUARTERLY, 2016, 41),
}
SMALL = ("clfs", "asp", "dmepos")  # further schedules, of which one more release is measured too


def synthetic_history(
    revisions: Sequence[Revision], folders: Mapping[str, Path], quarters: int = 72
) -> tuple[list[Revision], dict[str, Path]]:
    """Revisions of a whole history and conformed folders by SHA-256: of each series the last `quarters`."""
    made = [revision for revision in revisions if revision.release.series not in HISTORY]
    placed = {file.sha256: folders[file.sha256] for revision in made for file in revision.files}
    for series, (form, first, count) in HISTORY.items():
        real = [revision for revision in revisions if revision.release.series == series]
        real.sort(key=lambda revision: revision.service_from)
        for release in list(_releases(series, form, first, count))[-quarters:] if real else ():
            revision, paths = _under_another_date(_nearest(real, release), release, folders)
            made.append(revision)
            placed |= paths
    return made, placed


def _releases(series: str, form: str, first: int, count: int) -> Iterator[Release]:
    for at in range(count):
        year, quarter = first + at // 4, at % 4 + 1
        vintage = form.format(year=year, quarter=quarter, month=3 * quarter - 2, letter="ABCD"[quarter - 1])
        yield Release(series, vintage)


def _nearest(real: Sequence[Revision], release: Release) -> Revision:
    before = [revision for revision in real if revision.service_from <= release.service_dates[0]]
    return before[-1] if before else real[0]


def _under_another_date(
    real: Revision, release: Release, folders: Mapping[str, Path]
) -> tuple[Revision, dict[str, Path]]:
    files, paths = [], {}
    for file in real.files:
        sha256 = hashlib.sha256(f"{release} {file.sha256}".encode()).hexdigest()
        files.append(replace(file, release=release, sha256=sha256, published_on=release.service_dates[0]))
        paths[sha256] = folders[file.sha256]
    return Revision(release, 1, tuple(files)), paths
