"""Lineage of every row and when it applies: `releases`, `release_files` and `release_spans`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from sources.records import Receipt, Revision
from sources.series import SERIES
from warehouse.build.spans import DatedRelease, ValiditySpan, release_spans
from warehouse.database import insert

# CMS and its users name these series by letter: RVU26A.
LETTERED = {"pfs-rvu": "RVU", "pfs-payment": "PFREV"}
RELEASE_PAIRS = """
SELECT
    release_id,
    series,
    lag(release_id) OVER in_series AS release_id_before,
    (service_from - lag(service_from) OVER in_series)::INTEGER AS days,
    year(service_from) = year(lag(service_from) OVER in_series) AS same_year,
    concat_ws(' ', release_id, release_id_before, days, same_year) AS pair_id
FROM releases
WINDOW in_series AS (PARTITION BY series ORDER BY service_from, vintage, revision)
QUALIFY release_id_before IS NOT NULL
"""


def write_lineage(
    con: duckdb.DuckDBPyConnection, revisions: Sequence[Revision], folders: Mapping[str, Path]
) -> None:
    """Fill the three tables from the archive's receipts; `folders` maps SHA-256 to conformed folder."""
    spans = release_spans(_dated(revision) for revision in revisions)
    insert(
        con,
        "releases",
        pl.DataFrame([_release(revision, spans) for revision in revisions], infer_schema_length=None),
    )
    files = [_file(revision, file, folders) for revision in revisions for file in revision.files]
    insert(con, "release_files", pl.DataFrame(files, infer_schema_length=None))
    insert(con, "release_spans", pl.DataFrame([asdict(span) for span in spans]))


def known_from(revision: Revision) -> tuple[date, str]:
    """Return the day from which a release counts as known, and the basis of that day.

    A first posting without a date counts as known from its first day of service; a re-posting without a
    date, from the day we fetched it.
    """
    if revision.published_on:
        return revision.published_on, "published"
    seen = revision.retrieved_at.date()
    if revision.number == 1 and revision.service_from <= seen:
        return revision.service_from, "assumed_service_start"
    return seen, "retrieved"


def label(revision: Revision) -> str:
    """Return the name under which pages cite the source, such as `RVU26A · January 2026`."""
    series, vintage = revision.release.series, revision.release.vintage
    name = LETTERED[series] + vintage[2:] if series in LETTERED else SERIES[series].title
    posting = f" · posting {revision.number}" if revision.number > 1 else ""
    return f"{name} · {revision.service_from:%B %Y}{posting}"


def _dated(revision: Revision) -> DatedRelease:
    return DatedRelease(
        series=revision.release.series,
        vintage=revision.release.vintage,
        number=revision.number,
        release_id=revision.id,
        service_from=revision.service_from,
        service_to=revision.service_to,
        known_from=known_from(revision)[0],
    )


def _release(revision: Revision, spans: Iterable[ValiditySpan]) -> dict[str, Any]:
    since, basis = known_from(revision)
    in_force = [span.known_to for span in spans if span.release_id == revision.id]
    return {
        "release_id": revision.id,
        "series": revision.release.series,
        "vintage": revision.release.vintage,
        "revision": revision.number,
        "label": label(revision),
        "service_from": revision.service_from,
        "service_to": revision.service_to,
        "published_on": revision.published_on,
        "published_basis": revision.files[0].published_basis,
        "known_from": since,
        "known_to": max(in_force, default=date.min),
        "known_basis": basis,
        "sha256": revision.sha256,
        "size": sum(file.size for file in revision.files),
        **_fetched(revision.files[0]),
    }


def _file(revision: Revision, file: Receipt, folders: Mapping[str, Path]) -> dict[str, Any]:
    return {
        "release_id": revision.id,
        "file_part": file.part,
        "sha256": file.sha256,
        "size": file.size,
        **_fetched(file),
        "license_accepted": file.license_accepted,
        "stated_rows": file.stated_rows,
        "conformed_folder": folders[file.sha256].name,
    }


def _fetched(file: Receipt) -> dict[str, Any]:
    return {
        "url": file.url,
        "final_url": file.final_url,
        "retrieved_at": file.retrieved_at.replace(tzinfo=None),
        "last_modified": file.last_modified,
        "etag": file.etag,
    }
