"""Fees per state: DMEPOS proper, and parenteral and enteral nutrition (PEN); wide files are unpivoted.

The fees already include ceiling and floor, which are kept with the item, one row per code and modifiers.
"""

from collections import Counter

import polars as pl

from transforms.dmepos.columns import (
    FEE,
    ITEM_CODE,
    ITEM_DESCRIPTION,
    ZERO_FEE,
    alike,
    listed_alike,
    modifier,
    refuse_other_quarter,
    sold,
)
from transforms.table import TEXT, Column, Identity, MemberPattern, ParsedMember, Table

# AL (NR), AL (R); PEN has AL(NR); before 2016, when rural fees began, only AL.
STATES = (
    "AL|AR|AZ|CA|CO|CT|DC|DE|FL|GA|IA|ID|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|"
    "PA|RI|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY|AK|HI|PR|VI|GU|AS|MP"
)
ALWAYS = "9999"
STATE = rf"({STATES})([ _]?\((NR|R)\)|[ _](NR|R)_?)?"  # AL_NR_ where a program allows no other marks
ITEM = ("hcpcs", "modifier", "modifier_2")
HELD = (
    # By the member's own name: the zip that contains it may be called Files.zip.
    MemberPattern(
        r"^(?!.*(\bCBA\b|ZIP|PEN)[^/]*$)[^!]*DMEPOS(?![^!]*\.zip/)",
        constants={"schedule": "dmepos"},
        always=True,
        decides=False,
        assumed_until=ALWAYS,
    ),
    MemberPattern(r"^[^!]*DME ?PEN", constants={"schedule": "pen"}),
)
# The text files have no header. In a row with R the first fee is the rural one.
LAYOUTS = (
    r"20\d\d~(?P<hcpcs>[^~]{5})~(?P<modifier>[^~]*)~(?P<modifier_2>[^~]*)~(?P<first_fee>[\d.]+)~"
    r"(?P<us_state>[A-Z]{2}) *~(?P<fee>[\d.]+) *~(?P<rural>[R ]?)~(?P<description>[^~]*)",
    r"20\d\d.(?P<hcpcs>[A-Z]\d{4}).(?P<modifier>..).(?P<modifier_2>..).(?P<jurisdiction>.).(?P<category>..)"
    r".{6}(?P<us_state>[A-Z]{2}) {5}.(?P<first_fee>[\d.]{9}).(?P<ceiling>[\d.]{9}).(?P<floor>[\d.]{9})"
    r".(?P<fee>[\d.]{9}).{5}(?P<rural>[R ])(?: (?P<description>.*))?",
)


def _checked(parsed: ParsedMember) -> None:
    """Check the quarter, and that nutrition (B and some E codes) is not taken for the whole schedule."""
    refuse_other_quarter(parsed)
    codes = parsed.frame["hcpcs"].drop_nulls()
    schedule = parsed.frame["schedule"].head(1).to_list()
    if codes.len() and schedule != ["pen" if codes.str.starts_with("B").any() else "dmepos"]:
        parsed.reject_series(f"codes of the schedule {schedule[0]}", f"{codes[0]} and others")


def _with_modifiers(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the second modifier, for which a file without any has no column."""
    lacks = [name for name in ITEM if name not in frame.columns]
    return frame.with_columns(pl.lit(None, pl.String).alias(name) for name in lacks)


def _per_state(parsed: ParsedMember) -> pl.DataFrame:
    frame = _with_modifiers(parsed.frame)
    if "us_state" in frame.columns:
        is_rural = pl.col("rural") == "R"
        return frame.with_columns(fee_rural=pl.when(is_rural).then("first_fee"))
    fees = [name for name in frame.columns if name.startswith("fee:")]
    _refuse_half_states(parsed, fees)
    index = ["line", "fault", "schedule", *ITEM]
    kept = frame.select(*index, *fees)
    long = kept.unpivot(fees, index=index, variable_name="place", value_name="amount")
    long = long.with_columns(
        us_state=pl.col("place").str.slice(4, 2),
        is_rural=pl.col("place").str.to_uppercase().str.contains(r"[ _(]R[)_]?$"),
    )
    wide = long.group_by(*index, "us_state", maintain_order=True).agg(
        fee=pl.col("amount").filter(~pl.col("is_rural")).first(),
        fee_rural=pl.col("amount").filter("is_rural").first(),
    )
    return wide.sort("line", maintain_order=True)


def _refuse_half_states(parsed: ParsedMember, fees: list[str]) -> None:
    """Raise unless every state has two columns; if one is missing, the other's name may also be wrong.

    Before rural fees, each state had one column with only its abbreviation.
    """
    counts = Counter(name[4:6] for name in fees)
    each = 1 if all(len(name) == len("fee:AL") for name in fees) else 2
    half = [place for place, count in counts.items() if count != each]
    if half or not fees:
        lacks = [f"fee:{place} (NR)" for place in half] + [f"fee:{place} (R)" for place in half]
        expected = f"two columns per state, (NR) and (R), not another number for {half}"
        parsed.reject_missing(expected, [name for name in lacks if name not in fees] or ["fee:*"])


def _per_item(parsed: ParsedMember) -> pl.DataFrame:
    frame = _with_modifiers(parsed.frame)
    return frame.unique(ITEM, keep="first", maintain_order=True) if "us_state" in frame.columns else frame


def _fee(name: str, header: str, doc: str) -> Column:
    return Column(name, FEE, header, doc, null_values=ZERO_FEE, optional=True)


SCHEDULE = Column("schedule", TEXT, "", "dmepos, or pen: parenteral and enteral nutrition", nullable=False)
KEY = (ITEM_CODE, modifier(1), modifier(2, optional=True))
CATEGORY = Column(
    "category",
    TEXT,
    r"catg|category",
    "Payment class: IN inexpensive, CR capped rental, OX oxygen, FS frequent service, PO, SU ...",
    valid=r"[A-Z]{2}",
    optional=True,
)
JURISDICTION = Column(
    "jurisdiction",
    TEXT,
    r"juris.*",
    "D: DME contractor, L: Part B contractor, J: both",
    valid=r"[A-Z]",
    optional=True,
)

# Without exception in 2025.
LIMITS = Identity(
    "floor below ceiling", pl.col("floor") <= pl.col("ceiling"), ("floor", "ceiling"), most=0.05
)
RURAL = Identity(
    "rural fees are higher", pl.col("fee_rural") >= pl.col("fee"), ("fee_rural", "fee"), most=0.05
)

DMEPOS_ITEM = Table(
    name="dmepos_item",
    doc="Items of the DMEPOS and PEN fee schedules: payment class, jurisdiction, ceiling and floor.",
    series=("dmepos",),
    members=HELD,
    key=ITEM,
    columns=(
        *KEY,
        SCHEDULE,
        JURISDICTION,
        CATEGORY,
        _fee("ceiling", r"ceiling", "Dollars; already in the fees of contiguous states"),
        _fee("floor", r"floor", "Dollars; already in the fees of contiguous states"),
        ITEM_DESCRIPTION,
    ),
    ignored={STATE: "fees are in dmepos_fee"},
    line_layouts=LAYOUTS,
    check=_checked,
    reshape=_per_item,
    identities=(LIMITS, sold("hcpcs", "modifier_2")),
    row_count=(1, 20_000),
)
DMEPOS_FEE = Table(
    name="dmepos_fee",
    doc="Fee per item and state. The rural fee, if there is one, applies to ZIP codes in dmepos_rural_zip.",
    series=("dmepos",),
    members=HELD,
    key=(*ITEM, "us_state"),
    columns=(
        *KEY,
        Column(
            "us_state", TEXT, "", "USPS abbreviation; also DC, PR and VI", valid=r"[A-Z]{2}", nullable=False
        ),
        _fee("fee", "", "Dollars outside rural areas; null if CMS lists none"),
        _fee("fee_rural", "", "Dollars in rural areas; null: no rural amount, the non-rural fee is paid"),
        SCHEDULE,
    ),
    extra_headers={"fee:*": STATE},
    ignored={
        r"juris.*|catg|category|ceiling|floor|(short )?desc.*": "one value per item, in dmepos_item",
    },
    line_layouts=LAYOUTS,
    check=_checked,
    reshape=_per_state,
    identities=(
        RURAL,
        sold("hcpcs", "modifier_2", "us_state"),
        alike("fee", "us_state", ITEM, 0.8),
        alike("fee_rural", "us_state", ITEM, 0.85),
        listed_alike("fee", "us_state", ITEM, 0.8),
        listed_alike("fee_rural", "us_state", ITEM, 0.8),
    ),
    row_count=(1, 1_000_000),
)
