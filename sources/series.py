"""Every CMS series we archive: its listing pages and how its releases are named."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sources import vintage_patterns as vintages

PHYSICIAN = "/medicare/payment/fee-schedules/physician"
PPS = "/medicare/payment/prospective-payment-systems"
NCCI = "/medicare/coding-billing/national-correct-coding-initiative-ncci-edits"
PFS_PAGE = f"{PHYSICIAN}/pfs-relative-value-files"
PAYMENT_PAGE = f"{PHYSICIAN}/national-payment-amount-file"
OPPS_PAGE = f"{PPS}/hospital-outpatient-pps/quarterly-addenda-updates"
ASC_PAGE = f"{PPS}/ambulatory-surgical-center-asc/asc-payment-rates-addenda"
PTP_PAGE = f"{NCCI}/medicare-ncci-procedure-procedure-ptp-edits"
MUE_PAGE = f"{NCCI}/medicare-ncci-medically-unlikely-edits-mues"
MUE_ARCHIVE_PAGE = f"{NCCI}/medicare-ncci-medically-unlikely-edit-mue-archive"
ADD_ON_PAGE = f"{NCCI}/medicare-ncci-add-code-edits"
ZIP_PAGE = "/medicare/payment/fee-schedules"
CLFS_PAGE = "/medicare/payment/fee-schedules/clinical-laboratory-fee-schedule-clfs/files"
ASP_PAGE = "/medicare/payment/part-b-drugs/asp-pricing-files"
DMEPOS_PAGE = "/medicare/payment/fee-schedules/dmepos/dmepos-fee-schedule"
ANESTHESIA_PAGE = "/anesthesiologists-information-center"
HCPCS_PAGE = "/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update"
HCPCS_OLD_PAGE = "/Medicare/Coding/HCPCSReleaseCodeSets/Alpha-Numeric-HCPCS"  # annual files, to 2020
PRICER_PAGE = "/pricersourcecodesoftware"
ASC_NOTICES_PAGE = f"{PPS}/ambulatory-surgical-center-asc/asc-regulations-and-notices"
# CMS gives each year's final rule a new number; these are 2020 to 2026.
FINAL_RULE_PAGES = tuple(
    f"{PPS}/hospital-outpatient/regulations-notices/cms-{number}-fc"
    for number in (1717, 1736, 1753, 1772, 1786, 1809, 1834)
)

MUE_SETTINGS = ("ncci-mue-practitioner", "ncci-mue-hospital", "ncci-mue-dme")


_FORMS: dict[Callable[[str], str | None], tuple[str, ...]] = {
    vintages.lettered: ("letter",),
    vintages.monthly: ("month", "day"),
    vintages.yearly: ("year",),
    vintages.monthly_or_yearly: ("month", "year"),
    vintages.hcpcs: ("month", "year"),
    vintages.dmepos: ("letter", "day"),
}
_EXAMPLES = {"letter": "2026A", "month": "2026-01", "quarter": "2026Q1", "year": "2026"}


@dataclass(frozen=True)
class Series:
    """One series. `named` matches a link text or URL of the series; `vintage` extracts its vintage."""

    name: str
    title: str
    pages: tuple[str, ...]
    named: re.Pattern[str]
    vintage: Callable[[str], str | None]
    parts: tuple[str, ...] = ("",)  # files that make up one release
    gated: bool = False  # behind CMS's AMA license page
    together: tuple[str, ...] = ()  # series of one quarter that are used only when all are posted
    nested: bool = False  # CMS puts zips inside the zip
    reuses_dated_urls: bool = False  # CMS has replaced a file under a dated URL
    to_year_end: bool = False  # a quarter without its own file uses the previous file

    @property
    def forms(self) -> tuple[str, ...]:
        """The vintage forms that this series uses, as keys of `vintage_patterns.FORMS`."""
        return _FORMS.get(self.vintage, ("quarter",))

    @property
    def example(self) -> str:
        return _EXAMPLES[self.forms[0]]

    def vintage_of(self, *texts: str) -> str | None:
        """Return the vintage from the first text that names this series and a vintage, or None."""
        for named in map(vintages.link_words, texts):
            if self.named.search(named) and (vintage := self.vintage(named)):
                return vintage
        return None


def _ncci(setting: str, kind: str, url_words: str) -> Series:
    parts = ("f1", "f2", "f3", "f4") if kind == "ptp" else ("",)
    return Series(
        f"ncci-{kind}-{setting}",
        f"NCCI {kind.upper()} edits, {setting}",
        (PTP_PAGE,) if kind.startswith("ptp") else (MUE_PAGE, MUE_ARCHIVE_PAGE),
        re.compile(rf"\bmedicare ncci .*{url_words}"),
        vintages.quarterly,
        parts,
        gated=kind == "ptp",
        together=MUE_SETTINGS if kind == "mue" else (),
    )


def _asp(name: str, title: str, named: str) -> Series:
    """CMS replaced January 2025's limits on 2025-03-07 under the URL dated 2024-12-19."""
    return Series(name, title, (ASP_PAGE,), re.compile(named), vintages.monthly, reuses_dated_urls=True)


def _hcpcs(name: str, title: str, named: str, *pages: str) -> Series:
    return Series(name, title, (*pages, HCPCS_OLD_PAGE), re.compile(named), vintages.hcpcs)


_ALL = (
    Series("pfs-rvu", "PFS relative value files", (PFS_PAGE,), re.compile(r"\brvu"), vintages.lettered),
    Series(
        "pfs-payment",
        "PFS national payment amounts",
        (PAYMENT_PAGE,),
        re.compile(r"\bpfrev"),
        vintages.lettered,
        nested=True,
    ),
    Series(
        "opps",
        "OPPS Addendum B",
        (OPPS_PAGE,),
        re.compile(r"\baddendum b\b"),
        vintages.monthly,
        gated=True,
    ),
    Series(
        "opps-addendum-a",
        "OPPS Addendum A",
        (OPPS_PAGE,),
        re.compile(r"\baddendum(?: a\b|$)"),
        vintages.monthly,
        gated=True,
    ),
    Series(
        "opps-final-rule",
        "OPPS final-rule addenda",
        (OPPS_PAGE, *FINAL_RULE_PAGES),
        re.compile(r"\bnfrm (?:opps )?addenda\b"),
        vintages.yearly,
        gated=True,
    ),
    Series(
        "opps-wage-index",
        "OPPS wage index",
        (PRICER_PAGE,),
        re.compile(r"\bopps pricer .*\bsource\b"),
        vintages.yearly,
    ),
    Series(
        "asc",
        "ASC addenda",
        (ASC_PAGE,),
        re.compile(r"^(?!.*\b(?:wage index|code pair)\b).*\basc\b"),
        vintages.monthly,
        gated=True,
    ),
    Series(
        "asc-wage-index",
        "ASC wage index",
        (ASC_NOTICES_PAGE,),
        re.compile(r"\basc wage index\b"),
        vintages.yearly,
    ),
    Series(
        "asc-code-pairs",
        "ASC device code pairs",
        (ASC_NOTICES_PAGE,),
        re.compile(r"\basc code pair\b"),
        vintages.monthly_or_yearly,
        to_year_end=True,
    ),
    Series(
        "clfs",
        "Clinical Laboratory Fee Schedule",
        (CLFS_PAGE,),
        re.compile(r"\b\d\d ?clab"),
        vintages.clfs,
        gated=True,
        to_year_end=True,
    ),
    _asp("asp", "Part B drug payment limits", r"\basp pricing\b|\bpart b payment limit\b"),
    _asp("asp-crosswalk", "ASP crosswalk, NDC to HCPCS", r"\bndc hcpcs crosswalks?\b"),
    _asp("asp-noc", "ASP limits of drugs without a code", r"\bnoc pricing\b"),
    Series(
        "dmepos",
        "DMEPOS fee schedule",
        (DMEPOS_PAGE,),
        re.compile(r"\bdme ?\d\d"),
        vintages.dmepos,
        to_year_end=True,
    ),
    Series(
        "anesthesia-base-units",
        "Anesthesia base units",
        (ANESTHESIA_PAGE,),
        re.compile(r"\banesthesia base ?units?\b"),
        vintages.yearly,
    ),
    Series(
        "anesthesia-factors",
        "Anesthesia conversion factors",
        (ANESTHESIA_PAGE,),
        re.compile(r"\banesthesia conversion factors?\b"),
        vintages.yearly,
    ),
    _hcpcs("hcpcs-level-ii", "HCPCS Level II codes", r"\balpha numeric hcpcs files?\b", HCPCS_PAGE),
    _hcpcs(
        "hcpcs-level-ii-corrections",
        "HCPCS Level II corrections",
        r"\balpha numeric corrections?\b",
        HCPCS_PAGE,
    ),
    _hcpcs("hcpcs-level-ii-noc", "HCPCS Level II codes not otherwise classified", r"\bnoc codes\b"),
    _hcpcs("hcpcs-level-ii-record-layout", "HCPCS Level II record layout", r"\brecord ?layout\b"),
    _ncci("practitioner", "ptp", r"practitioner ptp edits\b"),
    _ncci("hospital", "ptp", r"hospital ptp edits\b"),
    _ncci("practitioner", "ptp-changes", r"practitioner .*additions deletions revisions ptp\b"),
    _ncci("hospital", "ptp-changes", r"hospital .*additions deletions revisions ptp\b"),
    _ncci("practitioner", "mue", r"practitioner services mue table\b"),
    _ncci("hospital", "mue", r"hospital services mue table\b"),
    _ncci("dme", "mue", r"dme supplier services mue table\b"),
    _ncci("practitioner", "mue-changes", r"practitioner .*additions deletions revisions mue\b"),
    _ncci("hospital", "mue-changes", r"hospital .*additions deletions revisions mue\b"),
    _ncci("dme", "mue-changes", r"dme .*additions deletions revisions mue\b"),
    Series(
        "ncci-add-on",
        "NCCI add-on codes",
        (ADD_ON_PAGE,),
        re.compile(r"\badd (?:on )?code edits medicare\b"),
        vintages.effective,
    ),
    Series(
        "zip-locality",
        "ZIP code to carrier locality",
        (ZIP_PAGE,),
        re.compile(r"\bzip code carrier locality file\b"),
        vintages.revised,
    ),
)
SERIES = {series.name: series for series in _ALL}

# Rows and files on the listing pages that we skip because they belong to no archived series.
LEFT_ALONE = {
    PFS_PAGE: re.compile(r"\b(?:rvu|pr?rev) ?0[0-8]"),  # before 2009
    OPPS_PAGE: re.compile(r"\baddendum q\b|\brestated\b"),  # change notes; drug rate overlays
    PTP_PAGE: re.compile(r"\bpolicy manual\b|\bmedicaid\b"),
    MUE_PAGE: re.compile(r"\bpolicy manual\b|\bmedicaid\b"),
    # The fee schedules hub links to every fee schedule; we take only the locality zip.
    ZIP_PAGE: re.compile(r"^(?!.*\bcarrier locality\b)"),
    ASP_PAGE: re.compile(r"\bvaccin|\binfluenza\b|\bcovid\b"),  # separate pages without a limits table
    ANESTHESIA_PAGE: re.compile(r"^(?!.*\b(?:base ?units?|conversion factors?)\b)"),
    PRICER_PAGE: re.compile(r"^(?!.*\bopps\b.*\bsource\b)"),  # pricers of other settings; programs
    ASC_NOTICES_PAGE: re.compile(r"^(?!.*\b(?:wage index|code pair)\b)"),  # rules and their tables
    HCPCS_OLD_PAGE: re.compile(r"\bindex\b|\btable of drugs\b|\btrans(?:action)? reports?\b"),
    # A rule also posts cost statistics, impacts and other addenda; we take only the addenda bundle.
    **dict.fromkeys(FINAL_RULE_PAGES, re.compile(r"^(?!.*\bnfrm (?:opps )?addenda\b)")),
}
OPTIONAL_PAGES = {MUE_ARCHIVE_PAGE, HCPCS_OLD_PAGE, *FINAL_RULE_PAGES}
