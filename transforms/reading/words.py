"""Normalize a header to its words, however it is written: the same words for the same column.

>>> words("2011    Work      GPCI") == words("Work GPCIs")
True
>>> words("NON-FAC PE RVU") == words("PE RVUs, Non-Facility")
True
"""

import re
import unicodedata
from functools import lru_cache

# Left: abbreviations, variants and misspellings by CMS and others. Right: the meaning, possibly several
# words.
SAME = {
    "amount": "amt am amnt amout",
    "adjusted": "adj adjstd",
    "adjudication": "adjud",
    "anesthesia": "anes anesth anesthetic",
    "assistant": "asst assist",
    "bilateral": "bilat",
    "beneficiary": "benef bene",
    "calculation": "calc calculated",
    "change": "chg",
    "coinsurance": "coins",
    "column": "col",
    "comment": "cmt",
    "contractor": "carrier carier carrer mac",
    "conversion": "conv",
    "copayment": "copay",
    "county": "counties cnty",
    "date": "dt",
    "deletion": "del delete deleted",
    "description": "desc descr descrip descriptor descripton descriptior descriptions",
    "diagnostic": "diag",
    "effective": "eff efft",
    "endoscopic": "endo endoscopy",
    "expiration": "exp expir",
    "facility": "fac facil faclity faciltiy facilty",
    "factor": "fctr",
    "family": "fam",
    "global": "glob",
    "hcpcs": "hcpc",
    "implemented": "impl implement implementation",
    "indicator": "ind indic indicators",
    "intra": "intraoperative intraop",
    "limit": "lmt",
    "locality": "loc localty",
    "maximum": "max",
    "minimum": "min",
    "modifier": "mod modif",
    "mp": "malpractice pli",
    "multiple": "mult",
    "national": "natl nat",
    "nonfacility": "nonfac nonfacil nonfacilty nonfaclity",
    "op": "operative",
    "payment": "pay pmt pymt paymt",
    "percentage": "percent pct",
    "portion": "share",
    "post": "postoperative postop",
    "pre": "preoperative preop",
    "price": "prices",
    "pricing": "pric",
    "procedure": "proc",
    "quarter": "qtr",
    "rationale": "rational",
    "relative": "rel",
    "rvu": "rvus",
    "special": "spec",
    "status": "stat",
    "surgery": "surg surgeon surgical",
    "supervision": "superv supv",
    "transitional": "transition transitioned trans",
    "unadjusted": "unadj",
    "weight": "wt wgt",
    "work": "pw wrk",
}
ONE_WORD = {short: word for word, shorts in SAME.items() for short in shorts.split()}
PHRASES = (
    (r"\bnon (?=[a-z])", "non"),
    (r"\bpractice expenses?\b", "pe"),
    (r"\b(physicians?|doctors?) (?=work)", ""),
    (r"\bprofessional liability( insurance)?\b", "mp"),
    (r"\brelative value units?\b", "rvu"),
    (r"\bgeographic (practice cost |adjustment )?(index|indices)\b", "gpci"),
    (r"\bmedicare admini?strative (contractors?|mac)( mac)?\b", "contractor"),
    (r"\bcf\b", "conversion factor"),
    (r"(?<=[a-z ])effdt\b", "effective date"),
    (r"(?<=[a-z ])deldt\b", "deletion date"),
    (r"\bcy(?=\d{4})", ""),
    (r"\badd ?on\b", "addon"),
    (r"\bsi\b", "status indicator"),
    (r"\bpi\b", "payment indicator"),
    (r"\bci\b", "comment indicator"),
    (r"\bmai\b", "mue adjudication indicator"),
    (r"\bnf\b", "nonfacility"),
    (r"\bco (?=pay|insurance)", "co"),
    (r"\b(cpt|hcpcs)\d? (cpt|hcpcs)\b", "hcpcs"),
    (r"\bcpt\b", "hcpcs"),
    (r"\bprocstat(us)?\b", "procedure status"),
    (r"\bpc tc\b", "pctc"),
    (r"\b(1st|first) column\b", "column 1"),
    (r"\b(2nd|second) column\b", "column 2"),
    (r"\bplus four\b", "plus 4"),
)
# These words do not identify a column or period; stated periods are checked separately.
SAY_NOTHING = """
a an and by for in is of on the to under code cd number no num nbr cy calendar year final short
medicare administrative
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
"""
MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
MONTH_NAMES = "|".join((*MONTHS, *(name[:3] for name in MONTHS)))
# `(January 1 - March 31)`, `through 3/31/2015`: a period, which is checked separately.
DAY = r"(?:\d{1,2}/\d{1,2}/(?:20)?\d\d|(?:" + MONTH_NAMES + r")[a-z]*\.? \d{1,2}(?:, 20\d\d)?(?!\d))"
DATES = re.compile(rf"\b(?:(?:through|thru|until|from|effective|beginning|as of) )*{DAY}")
NOISE = frozenset(SAY_NOTHING.split())
KEPT_ALONE = frozenset(("short", "year", "code"))
# Every known word, in any abbreviation.
WRITTEN = frozenset(word for word in (*ONE_WORD, *SAME, *NOISE, "non") if word.isalpha() and len(word) > 1)


@lru_cache(maxsize=50_000)
def words(header: str) -> frozenset[str]:
    """Return the significant words, unordered; standalone digits (footnotes, or `Column 1`) included."""
    text = unicodedata.normalize("NFKD", header.lower().replace("\ufffd", " "))
    text = re.sub(r"(?<=[a-z])['\u2019](?=[a-z])", "", text)  # nat'l
    text = re.sub(r"(?<=[a-z])[\u00b9\u00b2\u00b3\u2070-\u2079]|(?<=[a-z]\))\d\b", "", text)
    text = re.sub(r"\bw/ ?(?!o)", "with ", text).replace("w/o", "without")
    text = DATES.sub(" ", text)
    text = text.replace("%", " percent ").replace("#", " number ")
    text = " ".join(re.sub(r"[^a-z0-9.]|(?<!\d)\.|\.(?!\d)", " ", text).split())
    text = re.sub(rf"\b({MONTH_NAMES})((?:19|20)\d\d)(?=[a-z ]|$)", r"\1 \2 ", text)  # April2025APC
    text = re.sub(r"\b([a-z]{3,9})(?= (?:cy ?)?20\d\d\b)", _without_month, text)
    for pattern, meant in PHRASES:
        text = re.sub(pattern, meant, text)
    every = [_meaning(word) for word in text.split()]
    significant = [word for word in every if word not in NOISE and not re.fullmatch(r"(19|20)\d\d", word)]
    return frozenset(significant or [word for word in every if word in KEPT_ALONE])


def _without_month(found: re.Match[str]) -> str:
    """Drop a word before a year that spells a month, or misspells one by a letter: `jaunary`."""
    word = found[1]
    letters = sorted(word)
    return "" if any(sorted(name) == letters or _lost_one(name, word) for name in MONTHS) else word


def _lost_one(name: str, word: str) -> bool:
    return any(name[:at] + name[at + 1 :] == word for at in range(len(name)))


def without_footnotes(header_words: frozenset[str]) -> frozenset[str]:
    """Strip footnotes: `work gpci 3` → `work gpci`."""
    return frozenset(
        re.sub(r"(?<=[a-z]{3})\d$", "", word) for word in header_words if not re.fullmatch(r"\d|[a-f]", word)
    )


def _meaning(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "cs", "opps"))
    singular = word[:-1] if plural else word
    return ONE_WORD.get(word) or ONE_WORD.get(singular, singular)
