"""A published snapshot in Python: one read-only connection, and the questions apps ask most."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import duckdb

from sources.settings import Settings
from warehouse.snapshots.channels import DATABASE, resolve

Row = dict[str, Any]
Setting = Literal["facility", "nonfacility"]
NcciSetting = Literal["practitioner", "hospital"]
LATEST_KNOWLEDGE = date.max
MISSING_OBJECT = (KeyError, duckdb.BinderException, duckdb.CatalogException)
LOCKED = {"enable_external_access": "false", "lock_configuration": "true"}


class SnapshotVersionMismatch(LookupError):
    """The snapshot lacks what this version of cmsfees asks it for."""


def open_snapshot(
    name: str = "latest", snapshots: Path | None = None, *, locked: bool = False
) -> "OpenSnapshot":
    """Opens a channel's snapshot, or one by its id, under `snapshots` (default: `$CMSFEES_HOME/snapshots`).

    The connection stays on the snapshot that the channel points to now; open again to see a later one.
    `locked` is for apps that run other people's SQL: it reads no other file, attaches and loads nothing, and
    keeps its settings. DuckDB opens a file once a process, so locked everywhere in it or nowhere.
    Raises `NoSuchSnapshot`.

        with open_snapshot() as fees:
            fees.payment("99213", date(2026, 2, 1), mac="10112", locality="00")["payment"]
    """
    folder = resolve(snapshots or Settings().snapshots, name)
    config: dict[str, Any] = LOCKED if locked else {}
    return OpenSnapshot(folder.name, duckdb.connect(folder / DATABASE, read_only=True, config=config))


@dataclass(frozen=True)
class OpenSnapshot:
    """Dollars and RVUs come as `Decimal`, dates as `date`; a cell without an amount has a state and a reason.

    Each row names its release; `card` lists the releases with file and SHA-256. `known_on` asks what was
    known on an earlier day. For anything else there is `con`, a plain DuckDB connection.
    """

    id: str
    con: duckdb.DuckDBPyConnection

    def figures(self, code: str, on: date, known_on: date = LATEST_KNOWLEDGE) -> list[Row]:
        """PPRRVU rows of a code, its own first: RVUs, national dollars in both settings, indicators.

        None where the schedule does not list it on that day; `card` and `sites` then say why.
        """
        return self.rows(
            "FROM code_figures_on($1, known_on := $2) WHERE hcpcs = upper($3) ORDER BY modifier NULLS FIRST",
            on,
            known_on,
            code,
        )

    def sites(
        self,
        code: str,
        on: date,
        known_on: date = LATEST_KNOWLEDGE,
        *,
        mac: str | None = None,
        locality: str | None = None,
    ) -> list[Row]:
        """Office, hospital outpatient department, ASC: professional and facility dollars, total, state.

        Always the three: of an unknown code or date state `not_listed` or `no_data`. In a MAC locality (none:
        national) the physician is paid at its indices; the facility's part stays national and says so.
        """
        return self.rows(
            "FROM site_of_service_of($1, $2, in_mac := $3, in_locality := $4, known_on := $5) "
            "ORDER BY site DESC",
            code,
            on,
            mac,
            locality,
            known_on,
        )

    def payment(
        self,
        code: str,
        on: date,
        *,
        modifiers: str | None = None,
        mac: str | None = None,
        locality: str | None = None,
        setting: Setting = "nonfacility",
        qualifying_apm: bool = False,
    ) -> Row:
        """Dollars paid in a MAC locality (none: national), with each step. Source: PPRRVU, GPCI."""
        [row] = self.rows(
            "FROM pfs_payment($1, $2, $3, $4, $5, $6, qp := $7)",
            code,
            modifiers,
            mac,
            locality,
            on,
            setting,
            qualifying_apm,
        )
        return row

    def modifiers(self, code: str, on: date) -> list[Row]:
        """Modifiers that can go with a code, what each does to the dollars, and the indicator behind it."""
        return self.rows(
            "FROM modifiers_on($1) WHERE hcpcs = upper($2) ORDER BY payer_part DESC, modifier", on, code
        )

    def conflicts(self, codes: Sequence[str], on: date, setting: NcciSetting = "practitioner") -> list[Row]:
        """NCCI PTP, one row a pair: edit, bypassable, no_edit or no_data."""
        return self.rows("FROM ptp_conflicts($1, $2, $3)", [code.upper() for code in codes], on, setting)

    def card(self, code: str, on: date, known_on: date = LATEST_KNOWLEDGE) -> Row:
        """Everything about one code, as `card.schema.json` says; of an unknown code a state and a reason."""
        asked = self.con.execute("SELECT code_card($1, $2, known_on := $3)", [code, on, known_on])
        [(text,)] = asked.fetchall()
        card: Row = json.loads(text)
        return card

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Rows of any query as dictionaries."""
        cursor = self.con.execute(sql, list(values))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if isinstance(error, MISSING_OBJECT) and not self._is_of_this_code():
                raise SnapshotVersionMismatch(
                    f"{self.id} was built by another version of cmsfees and has no such table or figure "
                    f"({error}); `cmsfees publish` builds it anew"
                ) from error
        finally:
            self.con.close()

    def _is_of_this_code(self) -> bool:
        from warehouse.build.digest import views_version  # Polars: only asked for once something has failed

        [snapshot] = self.rows("FROM snapshot")
        return snapshot.get("views_version") == views_version()
