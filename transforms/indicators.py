"""Meanings of CMS's codes in our own words, with the source document."""

from functools import cache
from pathlib import Path

import polars as pl

# Each code list, and the table columns that use it.
USED_IN: dict[str, tuple[tuple[str, str], ...]] = {
    "pfs_status": (
        ("pfs_rvu", "status_code"),
        ("pfs_opps_cap", "status_code"),
        ("pfs_payment_published", "status_code"),
    ),
    "pctc": (("pfs_rvu", "pctc_indicator"), ("pfs_payment_published", "pctc_indicator")),
    "global_days": (("pfs_rvu", "global_days"),),
    "multiple_procedure": (
        ("pfs_rvu", "multiple_procedure"),
        ("pfs_payment_published", "multiple_surgery"),
    ),
    "bilateral_surgery": (("pfs_rvu", "bilateral_surgery"),),
    "assistant_surgery": (("pfs_rvu", "assistant_surgery"),),
    "co_surgeons": (("pfs_rvu", "co_surgeons"),),
    "team_surgery": (("pfs_rvu", "team_surgery"),),
    "pricing": (("pfs_rvu", "pricing_indicator"),),
    "physician_supervision": (("pfs_rvu", "physician_supervision"),),
    "calculation_flag": (("pfs_rvu", "calculation_flag"),),
    "imaging_family": (("pfs_rvu", "imaging_family"),),
    "pfs_opps_indicator": (("pfs_payment_published", "opps_indicator"),),
    "rural_indicator": (("zip_locality", "rural_indicator"),),
    "plus_four_flag": (("zip_locality", "plus_four_flag"),),
    "opps_status_indicator": (
        ("opps_addendum_a", "status_indicator"),
        ("opps_addendum_b", "status_indicator"),
        ("opps_addendum_d1", "status_indicator"),
    ),
    "opps_comment_indicator": (("opps_addendum_b", "change_indicator"),),
    "asc_payment_indicator": (
        ("asc_addendum_aa", "payment_indicator"),
        ("asc_addendum_bb", "payment_indicator"),
        ("asc_addendum_ff", "payment_indicator"),
        ("asc_addendum_dd1", "indicator"),
    ),
    "asc_flag": (("asc_addendum_aa", "flag"), ("asc_addendum_bb", "flag"), ("asc_addendum_ff", "flag")),
    "mai": (("ncci_mue", "mai"),),
    "mue_rationale": (("ncci_mue", "rationale"),),
    "ptp_modifier_indicator": (
        ("ncci_ptp", "modifier_indicator"),
        ("ncci_ptp_changes", "modifier_indicator"),
    ),
    "ptp_rationale": (("ncci_ptp", "rationale"),),
    "add_on_type": (("ncci_add_on", "add_on_type"),),
}

# Lists whose only code is a mark, which a boolean column represents.
MARKS = ("not_used_for_medicare", "na_indicator")


@cache
def indicators() -> pl.DataFrame:
    """Return one row per code: `code_list`, `code`, `meaning`, `source`; all text, never blank."""
    path = Path(__file__).with_suffix(".tsv")
    return pl.read_csv(path, separator="\t", infer_schema=False, quote_char=None)
