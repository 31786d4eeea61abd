"""Labels of CHANGES.md: titles of tables, nouns for their rows and amounts, names of columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import polars as pl

from transforms.table import BOOL, TEXT, Column
from transforms.tables import TABLES

COLUMNS = {
    "pctc_indicator": "PC/TC",
    "status_code": "status",
    "global_days": "global",
    "co_surgeons": "co-surgeons",
    "opps_pe_rvu": "OPPS PE RVU",
    "opps_mp_rvu": "OPPS MP RVU",
    "status_indicator": "SI",
    "payment_indicator": "PI",
    "mue_value": "MUE",
    "prior_to_1996": "in force before 1996",
    "work_gpci": "work index",
    "work_gpci_without_floor": "work index without the floor",
    "pe_gpci": "PE index",
    "mp_gpci": "MP index",
}
WORDS = {
    **{word: word.upper() for word in ("opps", "apc", "ira", "rvu", "pe", "mp", "na", "mai", "mac")},
    **{"medicare": "Medicare", "pct": "percent"},
}
SETTING = re.compile(r"_(?:non)?facility(?=_|$)")
SPELLED_OUT = {
    "SI": "Status indicator (SI)",
    "PI": "Payment indicator (PI)",
    "APC": "Payment group (APC)",
    "NA": "Rarely or never performed in the setting (NA)",
    "PC/TC": "Professional and technical component (PC/TC)",
    "global": "Global period",
    "MUE": "Maximum units (MUE)",
    "MAI": "How the limit is applied (MAI)",
}
# Free text rather than codes of a list: a report shows some rows instead of counting each value.
FREE_TEXT = {
    *("description", "definition", "item", "opps_payment_status", "group_title", "notes", "note"),
    *("short_description", "long_description", "extended_description", "drug_name", "labeler"),
    *("counties", "fee_schedule_area", "locality_name"),
}
CODE_LISTS = {  # code lists whose meanings are shown
    "status_code": "pfs_status",
    "global_days": "global_days",
    "status_indicator": "opps_status_indicator",
    "payment_indicator": "asc_payment_indicator",
    "mai": "mai",
    "modifier_indicator": "ptp_modifier_indicator",
    "add_on_type": "add_on_type",
}


@dataclass(frozen=True)
class TableLabels:
    """Labels of one table: the section's title, and nouns for its rows and its dollars."""

    title: str
    row: str = "code"
    amount: str = "payment"


TABLE_LABELS = {
    "pfs_rvu": TableLabels("Codes and payments (PPRRVU)"),
    "pfs_gpci": TableLabels("Geographic indices (GPCI) by contractor and locality", "locality"),
    "pfs_locality_county": TableLabels("Counties (LOCCO) by contractor and locality", "locality"),
    "pfs_anesthesia_cf": TableLabels(
        "Anesthesia conversion factors (ANES) by contractor and locality", "locality", "factor"
    ),
    "pfs_opps_cap": TableLabels(
        "Prices limited to the OPPS amount (OPPSCAP) by contractor and locality", "row", "price"
    ),
    "pfs_payment_published": TableLabels(
        "Published amounts (PFREV; B to D list only some codes)", "row", "amount"
    ),
    "zip_locality": TableLabels("Localities of ZIP codes", "ZIP code"),
    "opps_addendum_a": TableLabels("Addendum A (APCs)", "APC", "rate"),
    "opps_addendum_b": TableLabels("Addendum B (codes)", amount="rate"),
    "opps_addendum_d1": TableLabels("Addendum D1 (status indicators)", "indicator"),
    "opps_addendum_j_adjustments": TableLabels("Addendum J (complexity adjustments)", "pair"),
    "opps_addendum_j_evaluation": TableLabels("Addendum J (pairs tested for an adjustment)", "pair"),
    "opps_addendum_j_rank": TableLabels("Addendum J (ranks of comprehensive codes)"),
    "opps_addendum_j_exclusions": TableLabels(
        "Addendum J (not packaged into comprehensive APCs)", "exclusion"
    ),
    "opps_addendum_l": TableLabels("Addendum L (out-migration by hospital)", "hospital"),
    "opps_addendum_m": TableLabels("Addendum M (composite APCs)"),
    "opps_addendum_n": TableLabels("Addendum N (bypass codes)"),
    "opps_addendum_o": TableLabels("Addendum O (new codes)"),
    "opps_addendum_p_device_intensive": TableLabels(
        "Addendum P (device-intensive procedures)", amount="device amount"
    ),
    "opps_addendum_p_offsets": TableLabels("Addendum P (device offsets)", amount="device amount"),
    "opps_addendum_q": TableLabels("Addendum Q (drugs of tribal hospitals)", amount="rate"),
    "asc_addendum_aa": TableLabels("Addendum AA (surgical procedures)", amount="rate"),
    "asc_addendum_bb": TableLabels("Addendum BB (ancillary services)", amount="rate"),
    "asc_addendum_ee": TableLabels("Addendum EE (not paid in an ASC)"),
    "asc_addendum_ff": TableLabels("Addendum FF (device offsets)", amount="device amount"),
    "asc_addendum_dd1": TableLabels("Addendum DD1 (payment indicators)", "indicator"),
    "asc_addendum_dd2": TableLabels("Addendum DD2 (comment indicators)", "indicator"),
    "asc_code_pair": TableLabels("Device code pairs", "pair"),
    "asc_wage_index": TableLabels("Wage indexes of surgical centers", "area"),
    "opps_wage_index": TableLabels("Wage indexes of hospitals", "area"),
    "opps_out_migration": TableLabels("Out-migration adjustments by county", "county"),
    "opps_pricer_rate": TableLabels("APC rates of CMS's OPPS pricer", "APC", "rate"),
    "anesthesia_base_units": TableLabels("Anesthesia base units"),
    "anesthesia_factor": TableLabels(
        "Anesthesia conversion factors, posted separately, by contractor and locality", "locality", "factor"
    ),
    "clfs": TableLabels("Laboratory tests", amount="rate"),
    "clfs_local_fee": TableLabels("Laboratory fees by area, before 2018", "row", "fee"),
    "asp_payment_limit": TableLabels("Drug payment limits", amount="limit"),
    "asp_noc_limit": TableLabels("Limits of drugs without a code", "drug", "limit"),
    "asp_ndc_crosswalk": TableLabels("Drug packages (NDC)", "package"),
    "asp_noc_ndc_crosswalk": TableLabels("Packages (NDC) of drugs without a code", "package"),
    "dmepos_item": TableLabels("DMEPOS items: class, ceiling, floor", "item"),
    "dmepos_fee": TableLabels("DMEPOS fees by state", "row", "fee"),
    "dmepos_former_cba_fee": TableLabels("Fees in former competitive bidding areas", "row", "fee"),
    "dmepos_former_cba_zip": TableLabels("ZIP codes of former competitive bidding areas", "ZIP code"),
    "dmepos_rural_zip": TableLabels("Rural ZIP codes of DMEPOS", "ZIP code"),
    "hcpcs_level_ii": TableLabels("HCPCS Level II codes and modifiers"),
    "hcpcs_correction": TableLabels("HCPCS Level II corrections", "correction"),
    "hcpcs_noc_code": TableLabels("HCPCS Level II codes not otherwise classified"),
    "ncci_ptp": TableLabels("Edits", "edit"),
    "ncci_ptp_changes": TableLabels("CMS's own list of changed edits", "edit"),
    "ncci_mue": TableLabels("Unit limits"),
    "ncci_mue_changes": TableLabels("CMS's own list of changed limits"),
    "ncci_add_on": TableLabels("Add-on codes with their primary codes", "pair"),
}


def labels_of(table: str) -> TableLabels:
    return TABLE_LABELS.get(table, TableLabels(table, "row"))


def count_phrase(number: int, noun: str) -> str:
    """Return `1 locality` or `12,165 localities`."""
    plural = f"{noun[:-1]}ies" if noun.endswith("ty") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def column_label(table: str, column: str) -> str:
    """Return a column's label, `PE RVU` for pfs_rvu's `pe_rvu_facility`: the row shows the setting."""
    name = SETTING.sub("", column) if table == "pfs_rvu" else column
    return COLUMNS.get(name, " ".join(WORDS.get(word, word) for word in name.split("_")))


def is_indicator(table: str, column: str) -> bool:
    """Return whether the column has few values that can be counted, unlike amounts and free text."""
    declared = _column(table, column)
    return not isinstance(declared.type, pl.Decimal) and not (
        declared.type == TEXT and declared.name in FREE_TEXT
    )


def value_text(table: str, column: str, value: str | None) -> str:
    """Format a value of `column_changes`: `yes` and `no` for a boolean, `none` for null, `875,500.00`."""
    if value is None:
        return "none"
    declared = _column(table, column).type
    if isinstance(declared, pl.Decimal):
        return _number_text(value)
    return {"true": "yes", "false": "no"}[value] if declared == BOOL else value


def _number_text(value: str) -> str:
    """Format a decimal with at least two places and without zeros beyond them."""
    whole, _, places = f"{Decimal(value):,f}".partition(".")
    return f"{whole}.{places[:2]}{places[2:].rstrip('0')}" if places else whole


def change_text(table: str, change: Mapping[str, str | None]) -> str:
    """Format an entry of `column_changes`: `SI E2 → K`, `APC none → 0865`."""
    column = str(change["column_name"])
    before, after = (value_text(table, column, change[f"value_{when}"]) for when in ("before", "after"))
    return f"{column_label(table, column)} {before} → {after}"


@cache
def _column(table: str, column: str) -> Column:
    return next(declared for declared in TABLES[table].columns if declared.name == column)
