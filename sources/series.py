"""Every series that CMS posts and we keep: where it is listed, and how its releases are named."""

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

MUE_SETTINGS = ("ncci-mue-practitioner", "ncci-mue-hospital", "ncci-mue-dme")


_FORMS: dict[Callable[[str], str | None], tuple[str, ...]] = {
    vintages.lettered: ("letter",),
    vintages.monthly: ("month", "day"),
    vintages.yearly: ("year",),
}
_EXAMPLES = {"letter": "2026A", "month": "2026-01", "quarter": "2026Q1", "year": "2026"}


@dataclass(frozen=True)
class Series:
    """`named` finds the series and `vintage` the vintage, in the words of a link text or URL."""

    name: str
    title: str
    pages: tuple[str, ...]
    named: re.Pattern[str]
    vintage: Callable[[str], str | None]
    parts: tuple[str, ...] = ("",)  # files that make one release
    gated: bool = False  # CMS asks for the AMA's license before the file
    together: tuple[str, ...] = ()  # series of one quarter that count only when all are posted
    nested: bool = False  # CMS puts zips inside the zip

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms of this series' vintages, by their names in vintages.FORMS."""
        return _FORMS.get(self.vintage, ("quarter",))

    @property
    def example(self) -> str:
        return _EXAMPLES[self.forms[0]]

    def vintage_of(self, *texts: str) -> str | None:
        """The vintage that the first telling text names, if a text names this series at all."""
        for named in map(vintages.words, texts):
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
        (OPPS_PAGE,),
        re.compile(r"\bnfrm (?:opps )?addenda\b"),
        vintages.yearly,
        gated=True,
    ),
    Series("asc", "ASC addenda", (ASC_PAGE,), re.compile(r"\basc\b"), vintages.monthly, gated=True),
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

# Rows and files of the listing pages that belong to none of our series, and why we leave them.
LEFT_ALONE = {
    PFS_PAGE: re.compile(r"\brvu ?0[0-8]"),  # before 2009
    OPPS_PAGE: re.compile(r"\baddendum q\b|\brestated\b"),  # notes on changes; overlays on drug rates
    PTP_PAGE: re.compile(r"\bpolicy manual\b|\bmedicaid\b"),
    MUE_PAGE: re.compile(r"\bpolicy manual\b|\bmedicaid\b"),
    # The fee schedules hub links to every fee schedule; of its zips only the locality file is ours.
    ZIP_PAGE: re.compile(r"^(?!.*\bcarrier locality\b)"),
}
OPTIONAL_PAGES = {MUE_ARCHIVE_PAGE}
