"""Open a published snapshot in Python: one read-only connection and methods for the most common queries."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import duckdb

from cmsfees.channels import DATABASE, resolve
from cmsfees.home import data_home
from cmsfees.not_understood import NotUnderstood
from cmsfees.prepared_query import PreparedQuery, run_prepared
from cmsfees.select_only import check_select

Row = dict[str, Any]
Setting = Literal["facility", "nonfacility"]
NcciSetting = Literal["practitioner", "hospital"]
LATEST_KNOWLEDGE = date.max
REFUSAL = "not_understood: "  # begins the message of the macro _refused
HAS_PANDAS = find_spec("pandas") is not None
PAYMENT_ARGUMENTS = {
    "code": "VARCHAR",
    "mac": "VARCHAR",
    "locality": "VARCHAR",
    "day": "DATE",
    "setting": "VARCHAR",
    "qp": "BOOLEAN",
    "known_on": "DATE",
}
UNMODIFIED_PAYMENT = PreparedQuery(
    "FROM unmodified_payment("
    "{code}, {mac}, {locality}, {day}, {setting}, qp := {qp}, known_on := {known_on})",
    PAYMENT_ARGUMENTS,
    writes_once=True,
)
MODIFIED_PAYMENT = PreparedQuery(
    "FROM pfs_payment("
    "{code}, {modifiers}, {mac}, {locality}, {day}, {setting}, qp := {qp}, known_on := {known_on})",
    {**PAYMENT_ARGUMENTS, "modifiers": "VARCHAR"},
)
NATIONAL_SITES = "FROM national_sites_of($1, $2, known_on := $3)"
CODE_MODIFIERS = (
    "FROM modifiers_on($1, known_on := $2) WHERE hcpcs = _code($3) "
    "ORDER BY payer_part DESC, modifier, site DESC"
)
CODE_CARD = "SELECT code_card($1, $2, known_on := $3) AS card"
LOCKED = {"enable_external_access": "false", "lock_configuration": "true"}


class SnapshotVersionMismatch(LookupError):
    """The snapshot was built by another version of cmsfees and lacks a table, column or macro."""


def open_snapshot(
    name: str = "latest",
    snapshots: Path | str | None = None,
    *,
    locked: bool = False,
    settings: Mapping[str, str] | None = None,
) -> "OpenSnapshot":
    """Open a channel's snapshot, or one by id, in the folder `snapshots` (default `$CMSFEES_HOME/snapshots`).

    The connection stays on the snapshot that the channel points to now; open again to see a later one.
    `locked` is for apps that run untrusted SQL: `rows` then accepts one SELECT, and the connection cannot
    read other files, attach, load extensions or change settings. `settings` are DuckDB settings, such as
    `{"threads": "2"}`; DuckDB opens a file with one set of settings per process. Raises `NoSuchSnapshot`.

        with open_snapshot() as fees:
            fees.payment("99213", date(2026, 2, 1), mac="10112", locality="00")["payment"]
    """
    config: dict[str, Any] = {**(settings or {}), **(LOCKED if locked else {})}
    folder = resolve(Path(snapshots) if snapshots else data_home() / "snapshots", name)
    try:
        con = duckdb.connect(folder / DATABASE, read_only=True, config=config)
    except duckdb.IOException:
        folder = resolve(folder.parent, name)  # if it was pruned meanwhile, the channel has moved
        con = duckdb.connect(folder / DATABASE, read_only=True, config=config)
    return OpenSnapshot(folder.name, con, locked)


@dataclass(frozen=True)
class OpenSnapshot:
    """A snapshot. Dollars and RVUs are `Decimal`, dates `date`; a null amount has a status and a reason.

    Each row has its release; `card` lists the releases with file and SHA-256. `known_on` returns what was
    known on an earlier day. For other queries use `con`, a plain DuckDB connection. It stays on the snapshot
    `id`: statements are prepared on it, unless `id` is empty.
    """

    id: str
    con: duckdb.DuckDBPyConnection
    locked: bool = False

    def physician_fees(self, code: str, on: date, known_on: date = LATEST_KNOWLEDGE) -> list[Row]:
        """Return a code's PPRRVU rows, base row first: RVUs, national dollars in both settings, indicators.

        Empty if the schedule does not list the code on that day; `card` and `sites` then give the reason.
        Raises `NotUnderstood` for text that is not a code.
        """
        found = self._of_code(
            "FROM code_figures_on($1, known_on := $2) WHERE hcpcs = _code($3)", on, known_on, code
        )
        return sorted(found, key=lambda row: row["modifier"] or "")

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
        """Return one row each for office, hospital outpatient department and ASC: dollars, payment status.

        Always three rows: an unknown code or date has the status `not_listed` or `no_data`. `mac` and
        `locality` select the physician's GPCIs (default national). `cbsa` (or a state's rural area such as
        01) or the `ccn` of a hospital in Addendum L selects the facility's wage index (default national,
        which the reason states).
        """
        if mac is locality is cbsa is ccn is None:
            found = self._query(NATIONAL_SITES, code, on, known_on)
        else:
            found = self._query(
                "FROM site_of_service_of($1, $2, in_mac := $3, in_locality := $4, in_cbsa := $5, "
                "in_ccn := $6, known_on := $7)",
                code,
                on,
                mac,
                locality,
                cbsa,
                ccn,
                known_on,
            )
        return sorted(found, key=itemgetter("site"), reverse=True)

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
        known_on: date = LATEST_KNOWLEDGE,
    ) -> Row:
        """Return dollars paid in a MAC locality (default national), with each step. Source: PPRRVU, GPCI."""
        asked = (mac, locality, on, setting, qualifying_apm, known_on)
        if modifiers is None:
            [row] = self._query(UNMODIFIED_PAYMENT, code, *asked)
        else:
            [row] = self._query(MODIFIED_PAYMENT, code, *asked, modifiers)
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
        """Return every fee schedule that lists a code, one row per schedule and modifiers: dollars per unit.

        Schedules: laboratory, drugs, DMEPOS, anesthesia, physician, OPPS, ASC. `mac` and `locality` select
        the physician's locality; `us_state` and `is_rural`, or the beneficiary's `zip_code`, the DMEPOS
        fee. `amount` includes the beneficiary's share. If no schedule lists the code, one row has the status
        and reason.
        """
        area = self._area(zip_code, on, known_on) if zip_code else {}
        return self._query(
            "FROM fees_of($1, $2, in_mac := $3, in_locality := $4, in_us_state := $5, in_rural := $6, "
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
        """Return an anesthesia payment in dollars: base and time units, the locality's factor, the modifier.

        `modifiers` such as `AA` or `QK-QS`; `present_at_induction` only affects AD. Source: CMS's base units
        (`units_of_year`) and anesthesia conversion factors.
        """
        [row] = self._query(
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
        """Return drug payments by NDC, one row per code: dollars per billing unit and per package.

        Eleven digits, or groups with hyphens (5-4-2, 4-4-2, 5-3-2, 5-4-1). If that day's crosswalk does not
        list it, returns one row without a code, with `payment_status` and `reason`.
        """
        return self._query("FROM drug_fees_by_ndc($1, $2, known_on := $3) ORDER BY hcpcs", ndc, on, known_on)

    def case(self, case: Mapping[str, Any]) -> Row:
        """Price a whole case in an office, a hospital outpatient department and an ASC, in dollars.

        `case` follows `case.schema.json`: service_date, lines, cbsa or ccn, mac and locality. Needs the `cli`
        extra. Raises `ValueError` naming the invalid field.
        """
        from cmsfees.cases import price_case

        return price_case(self, case)

    def _area(self, zip_code: str, on: date, known_on: date) -> Row:
        [row] = self._query("FROM dmepos_area_of_zip($1, $2, known_on := $3)", zip_code, on, known_on)
        return row

    def modifiers(self, code: str, on: date, known_on: date = LATEST_KNOWLEDGE) -> list[Row]:
        """Return the modifiers allowed with a code, their effect on payment and the indicator behind it.

        Raises `NotUnderstood` for text that is not a code.
        """
        return self._of_code(CODE_MODIFIERS, on, known_on, code)

    def conflicts(
        self,
        codes: Sequence[str],
        on: date,
        setting: NcciSetting = "practitioner",
        *,
        known_on: date = LATEST_KNOWLEDGE,
    ) -> list[Row]:
        """Return NCCI PTP answers, one row per pair: edit, bypassable, no_edit, no_data or unreadable."""
        return self._query(
            "FROM ptp_conflicts($1, $2, $3, known_on := $4)", list(codes), on, setting, known_on
        )

    def card(self, code: str, on: date, known_on: date = LATEST_KNOWLEDGE) -> Row:
        """Return everything about a code (`card.schema.json`); an unknown code has a status and a reason."""
        [row] = self._query(CODE_CARD, code, on, known_on)
        card: Row = json.loads(row["card"])
        return card

    def rows(self, sql: str, *values: Any) -> list[Row]:
        """Return a query's rows as dictionaries.

        Raises `NotUnderstood` if a macro refuses an argument; a locked snapshot, `NotASelect` if the query is
        not one SELECT.
        """
        if self.locked:
            check_select(sql)
        return self._rows(sql, *values)

    def ask(self, query: PreparedQuery, *values: Any) -> duckdb.DuckDBPyConnection:
        """Run one of our own queries, prepared if that is possible; return the cursor with its rows."""
        prepared = run_prepared(self.con, self.id, query, values)
        return prepared or execute(self.con, query.with_parameters, values)

    def _rows(self, query: str | PreparedQuery, *values: Any) -> list[Row]:
        """Return the rows as dictionaries. Raises `NotUnderstood` if a macro refuses an argument."""
        try:
            if isinstance(query, PreparedQuery):
                return rows_as_dicts(self.ask(query, *values))
            return rows_as_dicts(execute(self.con, query, values))
        except duckdb.InvalidInputException as error:
            _, refused, problem = str(error).partition(REFUSAL)
            if not refused:
                raise
            raise NotUnderstood(problem) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.con.close()

    def _of_code(self, sql: str, *values: Any) -> list[Row]:
        """Return the rows of the code, the last value; if there are none, raise if it is not a code."""
        found = self._query(sql, *values)
        return found or self._query("SELECT * FROM (SELECT 1) WHERE _refused(_code_problem($1))", values[-1])

    def _query(self, query: str | PreparedQuery, *values: Any) -> list[Row]:
        """Run one of our own queries; a missing name means that another version built the snapshot."""
        try:
            return self._rows(query, *values)
        except duckdb.ConversionException as error:
            raise NotUnderstood(str(error).partition("\n")[0]) from error
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise SnapshotVersionMismatch(
                f"{self.id} was built by another version of cmsfees and lacks what this one needs "
                f"({error}); run `cmsfees publish` to rebuild it"
            ) from error


def rows_as_dicts(cursor: duckdb.DuckDBPyConnection) -> list[Row]:
    """Return all rows of an executed query as dicts by column name."""
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def execute(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any]) -> duckdb.DuckDBPyConnection:
    """Run a query, and tell DuckDB at once that pandas is not installed, if it is not.

    DuckDB 1.5 tries to import pandas twice per value, lists included: 80 microseconds each, 2 ms for a list
    of 25 codes.
    """
    if HAS_PANDAS or "pandas" in sys.modules:
        return con.execute(sql, list(values))
    sys.modules["pandas"] = None  # type: ignore[assignment]  # Python's own sign for a failed import
    try:
        return con.execute(sql, list(values))
    finally:
        sys.modules.pop("pandas", None)
