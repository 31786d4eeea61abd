"""A published snapshot in Python: one read-only connection, and the questions apps ask most."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import duckdb

from cmsfees.channels import DATABASE, resolve
from cmsfees.home import data_home
from cmsfees.select_only import check_select

Row = dict[str, Any]
Setting = Literal["facility", "nonfacility"]
NcciSetting = Literal["practitioner", "hospital"]
LATEST_KNOWLEDGE = date.max
LOCKED = {"enable_external_access": "false", "lock_configuration": "true"}


class SnapshotVersionMismatch(LookupError):
    """The snapshot was built by another version of cmsfees and lacks what this one asks for."""


def open_snapshot(
    name: str = "latest",
    snapshots: Path | None = None,
    *,
    locked: bool = False,
    settings: Mapping[str, str] | None = None,
) -> "OpenSnapshot":
    """Opens a channel's snapshot, or one by its id, under `snapshots` (default: `$CMSFEES_HOME/snapshots`).

    The connection stays on the snapshot that the channel points to now; open again to see a later one.
    `locked` is for apps that run untrusted SQL: `rows` then takes one SELECT, and the connection reads no
    other file, attaches and loads nothing, and keeps its settings. `settings` are DuckDB's own, such as
    `{"threads": "2"}`. DuckDB opens a file under one set of settings per process. Raises `NoSuchSnapshot`.

        with open_snapshot() as fees:
            fees.payment("99213", date(2026, 2, 1), mac="10112", locality="00")["payment"]
    """
    config: dict[str, Any] = {**(settings or {}), **(LOCKED if locked else {})}
    folder = resolve(snapshots or data_home() / "snapshots", name)
    try:
        con = duckdb.connect(folder / DATABASE, read_only=True, config=config)
    except duckdb.IOException:
        if folder.exists():
            raise
        folder = resolve(folder.parent, name)  # it was pruned in between; the channel has moved on
        con = duckdb.connect(folder / DATABASE, read_only=True, config=config)
    return OpenSnapshot(folder.name, con, locked)


@dataclass(frozen=True)
class OpenSnapshot:
    """Dollars and RVUs come as `Decimal`, dates as `date`; a cell without an amount has a state and a reason.

    Each row names its release; `card` lists the releases with file and SHA-256. `known_on` asks what was
    known on an earlier day. For anything else there is `con`, a plain DuckDB connection.
    """

    id: str
    con: duckdb.DuckDBPyConnection
    locked: bool = False

    def figures(self, code: str, on: date, known_on: date = LATEST_KNOWLEDGE) -> list[Row]:
        """PPRRVU rows of a code, its own first: RVUs, national dollars in both settings, indicators.

        None where the schedule does not list it on that day; `card` and `sites` then say why.
        """
        return self._ask(
            "FROM code_figures_on($1, known_on := $2) WHERE hcpcs = upper(trim($3)) "
            "ORDER BY modifier NULLS FIRST",
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
        cbsa: str | None = None,
        ccn: str | None = None,
    ) -> list[Row]:
        """Office, hospital outpatient department, ASC: professional and facility dollars, total, state.

        Always the three: of an unknown code or date state `not_listed` or `no_data`. In a MAC locality (none:
        national) the physician is paid at its indices; in a CBSA (or a state's rural area such as 01, or of
        a hospital that Addendum L lists) the facility is at the wage index, else national and says so.
        """
        return self._ask(
            "FROM site_of_service_of($1, $2, in_mac := $3, in_locality := $4, in_cbsa := $5, in_ccn := $6, "
            "known_on := $7) ORDER BY site DESC",
            code,
            on,
            mac,
            locality,
            cbsa,
            ccn,
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
        [row] = self._ask(
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

    def fees(
        self,
        code: str,
        on: date,
        known_on: date = LATEST_KNOWLEDGE,
        *,
        mac: str | None = None,
        locality: str | None = None,
        us_state: str | None = None,
        is_rural: bool = False,
        zip_code: str | None = None,
        qualifying_apm: bool = False,
    ) -> list[Row]:
        """Every schedule that lists a code, one row per schedule and modifiers: dollars per unit, and status.

        Laboratory, drugs, DMEPOS, anesthesia, physician, OPPS, ASC. `mac` with `locality` place the
        physician; `us_state` with `is_rural`, or the beneficiary's `zip_code`, place equipment. `amount`
        still includes the beneficiary's share.
        """
        area = self._area(zip_code, on, known_on) if zip_code else {}
        return self._ask(
            "FROM fees_of($1, $2, in_mac := $3, in_locality := $4, in_state := $5, in_rural := $6, "
            "in_cba := $7, qp := $8, known_on := $9)",
            code,
            on,
            mac,
            locality,
            us_state or area.get("us_state"),
            is_rural or area.get("is_rural", False),
            area.get("cba"),
            qualifying_apm,
            known_on,
        )

    def anesthesia(
        self,
        code: str,
        minutes: int,
        on: date,
        known_on: date = LATEST_KNOWLEDGE,
        *,
        mac: str,
        locality: str,
        modifiers: str | None = None,
        qualifying_apm: bool = False,
        present_at_induction: bool = False,
    ) -> Row:
        """Dollars of an anesthetic, to the cent: base and time units, the locality's factor, the modifier.

        `modifiers` such as `AA` or `QK-QS`; `present_at_induction` counts for AD alone. Source: CMS's base
        units (`units_of_year`) and anesthesia factors.
        """
        [row] = self._ask(
            "FROM anesthesia_payment($1, $2, $3, $4, $5, $6, qp := $7, present_at_induction := $8, "
            "known_on := $9)",
            code,
            minutes,
            modifiers,
            mac,
            locality,
            on,
            qualifying_apm,
            present_at_induction,
            known_on,
        )
        return row

    def drug_packages(self, ndc: str, on: date, known_on: date = LATEST_KNOWLEDGE) -> list[Row]:
        """What a drug's package is paid by its NDC, one row per code: dollars per billing unit and package.

        Eleven digits, or groups with hyphens (5-4-2, 4-4-2, 5-3-2, 5-4-1). One row without a code where the
        crosswalk of that day does not list it; `payment_status` and `reason` say why.
        """
        return self._ask("FROM drug_fees_by_ndc($1, $2, known_on := $3) ORDER BY hcpcs", ndc, on, known_on)

    def case(self, case: Mapping[str, Any]) -> Row:
        """Dollars of a whole operation in an office, a hospital outpatient department and an ASC.

        `case` is what `case.schema.json` says: service_date, lines, cbsa or ccn, mac and locality. Needs the
        `cli` extra. Raises `ValueError` with the field that is not understood.
        """
        from cmsfees.cases import price_case

        return price_case(self, case)

    def _area(self, zip_code: str, on: date, known_on: date) -> Row:
        [row] = self._ask("FROM dmepos_area_of_zip($1, $2, known_on := $3)", zip_code, on, known_on)
        return row

    def modifiers(self, code: str, on: date) -> list[Row]:
        """Modifiers that can go with a code, what each does to the dollars, and the indicator behind it."""
        return self._ask(
            "FROM modifiers_on($1) WHERE hcpcs = _code($2) ORDER BY payer_part DESC, modifier", on, code
        )

    def conflicts(self, codes: Sequence[str], on: date, setting: NcciSetting = "practitioner") -> list[Row]:
        """NCCI PTP, one row a pair: edit, bypassable, no_edit, no_data or unreadable."""
        return self._ask("FROM ptp_conflicts($1, $2, $3)", list(codes), on, setting)

    def card(self, code: str, on: date, known_on: date = LATEST_KNOWLEDGE) -> Row:
        """Everything about one code, as `card.schema.json` says; of an unknown code a state and a reason."""
        [row] = self._ask("SELECT code_card($1, $2, known_on := $3) AS card", code, on, known_on)
        card: Row = json.loads(row["card"])
        return card

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Rows of any query as dictionaries; on a locked snapshot of one SELECT, or `NotASelect`."""
        if self.locked:
            check_select(sql)
        return self._rows(sql, *values)

    def _rows(self, sql: str, *values: Any) -> list[Row]:
        cursor = self.con.execute(sql, list(values))
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.con.close()

    def _ask(self, sql: str, *values: Any) -> list[Row]:
        """Rows of a query of ours; what it names is in every snapshot of this version."""
        try:
            return self._rows(sql, *values)
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise SnapshotVersionMismatch(
                f"{self.id} was built by another version of cmsfees and lacks what this one asks for "
                f"({error}); `cmsfees publish` builds it anew"
            ) from error
