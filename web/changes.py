"""Changes between a release and the previous one: computed once, then filtered, sorted and paged."""

import io
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

import polars as pl

from cmsfees import OpenSnapshot
from cmsfees.snapshot import LATEST_KNOWLEDGE, Row
from warehouse.changes.diff import NAMED

MOST_FRAMES = 4  # cached comparisons; the largest (NCCI PTP) takes tens of megabytes
_lock = Lock()
_frames: OrderedDict[tuple[str, str, str], pl.DataFrame] = OrderedDict()


@dataclass(frozen=True)
class ChangeFilter:
    """A filter on changes; an empty field matches all."""

    code: str = ""
    table: str = ""
    change: str = ""
    sort: str = "difference"


@dataclass(frozen=True)
class FoundChanges:
    rows: list[Row]
    total: int
    by_table: list[Row]


NO_CHANGES = FoundChanges([], 0, [])

SEQUENCE = """
SELECT releases.release_id, releases.label, releases.series, releases.service_from, releases.published_on,
    releases.known_from, release_sequence.previous_release_id, release_sequence.kind
FROM releases JOIN release_sequence USING (release_id)
ORDER BY releases.service_from DESC, releases.series = 'pfs-rvu' DESC, releases.series, releases.revision DESC
"""


def release_pairs(fees: OpenSnapshot, known_on: date = LATEST_KNOWLEDGE) -> list[Row]:
    """Return every release that was known on a day and has a previous one known then, newest first."""
    sequence = fees.rows(SEQUENCE)
    previous = {row["release_id"]: row["previous_release_id"] for row in sequence}
    known = {row["release_id"] for row in sequence if row["known_from"] <= known_on}
    pairs = [
        {**row, "previous_release_id": _latest_known(row["previous_release_id"], previous, known)}
        for row in sequence
        if row["release_id"] in known
    ]
    return [pair for pair in pairs if pair["previous_release_id"]]


def release_pair(fees: OpenSnapshot, release: str, known_on: date = LATEST_KNOWLEDGE) -> Row | None:
    """Return one release with its previous one as known on a day, or None if it is not such a release."""
    pairs = release_pairs(fees, known_on)
    return next((pair for pair in pairs if pair["release_id"] == release), None)


def _latest_known(release: str | None, previous: Mapping[str, str | None], known: set[str]) -> str | None:
    """Return the release, or the latest before it that is in `known`; CMS may have re-posted it later."""
    while release and release not in known:
        release = previous[release]
    return release


def changes(fees: OpenSnapshot, pair: Row, wanted: ChangeFilter, limit: int, offset: int) -> FoundChanges:
    """Return a page of the changes, their total and the counts per table."""
    found = changes_frame(fees, pair, wanted)
    by_table = (
        _all_changes(fees, pair).group_by("table_name", "change").len("rows").sort("table_name", "change")
    )
    return FoundChanges(found.slice(offset, limit).to_dicts(), found.height, by_table.to_dicts())


def changes_frame(fees: OpenSnapshot, pair: Row, wanted: ChangeFilter) -> pl.DataFrame:
    """Return all matching changes, sorted by largest difference, code or table."""
    found = _all_changes(fees, pair)
    if wanted.code:
        found = found.filter((pl.col("hcpcs") == wanted.code) | (pl.col("other_hcpcs") == wanted.code))
    if wanted.table:
        found = found.filter(pl.col("table_name") == wanted.table)
    if wanted.change:
        found = found.filter(pl.col("change") == wanted.change)
    return _sorted(found, wanted.sort)


def _sorted(found: pl.DataFrame, sort: str) -> pl.DataFrame:
    by_code = [pl.col("table_name"), pl.col("hcpcs"), pl.col("modifier"), pl.col("other_hcpcs")]
    orders = {
        "difference": [pl.col("difference").abs().neg(), *by_code],
        "code": [pl.col("hcpcs"), *by_code],
        "table": by_code,
    }
    return found.sort(orders[sort], nulls_last=True, maintain_order=True)


def _all_changes(fees: OpenSnapshot, pair: Row) -> pl.DataFrame:
    key = (fees.id, pair["previous_release_id"], pair["release_id"])
    with _lock:
        if key not in _frames:
            result = fees.con.sql(f"SELECT {NAMED} FROM changes_between($1, $2)", params=[key[1], key[2]])
            _frames[key] = result.pl()
            while len(_frames) > MOST_FRAMES:
                _frames.popitem(last=False)
        _frames.move_to_end(key)
        return _frames[key]


def csv_bytes(found: pl.DataFrame) -> bytes:
    """Return CSV with column changes as text, and an apostrophe before cells that look like formulas."""
    field = pl.element().struct.field
    before, after = (field(f"value_{when}").fill_null("none") for when in ("before", "after"))
    change = pl.concat_str(field("column_name"), pl.lit(" "), before, pl.lit(" → "), after)
    flat = found.with_columns(pl.col("column_changes").list.eval(change).list.join("; "))
    safe = flat.with_columns(pl.col(pl.String).str.replace("^([=+@-])", "'$1"))
    return safe.write_csv().encode()


def parquet_bytes(found: pl.DataFrame) -> bytes:
    target = io.BytesIO()
    found.write_parquet(target)
    return target.getvalue()
