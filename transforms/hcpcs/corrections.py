"""What CMS posts with the annual file: its corrections, and the codes of unclassified items."""

import polars as pl

from sources.release import Release
from transforms.opps.addendum_common import plain_spaces
from transforms.table import DATE, HCPCS, INT, TEXT, Column, MemberPattern, ParsedMember, Table

CODE_OR_MODIFIER = rf"{HCPCS}|[A-Z0-9]{{2}}"
TEXT_FORMATS = ("xlsx", "csv")  # the prn and txt files truncate the texts at the column width
LATEST = 4  # 2018 had four versions on one day


def _plain_dates(text: pl.Series) -> pl.Series:
    """Normalize `2017-01-01 00:00:00` and `1/1/2017` to 20170101."""
    digits = text.str.replace(r"^(\d{4})-(\d\d)-(\d\d)( .*)?$", "$1$2$3")
    padded = digits.str.replace(r"^(\d)/", "0$1/").str.replace(r"^(\d\d)/(\d)/(\d{4})$", "$1/0$2/$3")
    return padded.str.replace(r"^(\d\d)/(\d\d)/(\d{4})$", "$3$1$2")


def _slash_in_place(text: pl.Series) -> pl.Series:
    """Correct a misplaced slash: Q5111 in 2019 begins on `01/0/12019`."""
    return text.str.replace(r"^(\d\d)/(\d)/(\d)(20\d\d)$", "$4$1$2$3")


def _joined_texts(parsed: ParsedMember) -> pl.DataFrame:
    """Join texts split over two rows: the 2019 file has two codes whose second row has no date."""
    frame = parsed.frame
    goes_on = pl.col("add_date").is_null() & (pl.col("hcpcs") == pl.col("hcpcs").shift())
    block = (~goes_on.fill_null(False)).cum_sum().alias("block")
    others = [name for name in frame.columns if name != "long_description"]
    joined = pl.col("long_description").drop_nulls().str.join(" ")
    return frame.group_by(block, maintain_order=True).agg(pl.col(others).first(), joined).drop("block")


def _date(name: str, header: str, doc: str) -> Column:
    return Column(name, DATE, header, doc, normalize=_plain_dates, repair=_slash_in_place)


def _text(name: str, header: str, doc: str, optional: bool = False) -> Column:
    return Column(name, TEXT, header, doc, normalize=plain_spaces, optional=optional)


def _code(name: str, header: str, doc: str, each: str, optional: bool = False) -> Column:
    """A code or several, in capitals; remarks in its place stay as printed."""
    codes = rf"^(?i:{each})(, ?(?i:{each}))*$"

    def in_capitals(text: pl.Series) -> pl.Series:
        plain = plain_spaces(text)
        is_code = plain.str.contains(codes).fill_null(False)
        return pl.select(pl.when(is_code).then(plain.str.to_uppercase()).otherwise(plain)).to_series()

    return Column(name, TEXT, header, doc, normalize=in_capitals, optional=optional)


def _without_a_day(_: Release) -> dict[str, pl.Expr]:
    """Flag corrections without a date: every correction takes effect on a day, so the row was truncated."""
    return {"effective_date: blank": pl.col("effective_date").is_null()}


def _of_version(version: int) -> MemberPattern:
    """Return the version: the first has no number; each further one adds to those before."""
    ending = rf"v{version}" if version > 1 else r"(v1)?"
    return MemberPattern(
        rf"correct[^/!]*?(?<!v\d){ending}\.(xlsx|csv)",
        constants={"version": str(version)},
        formats=TEXT_FORMATS,
    )


HCPCS_CORRECTION = Table(
    name="hcpcs_correction",
    doc="CMS's corrections to the annual HCPCS Level II file: codes added, terminated and changed.",
    series=("hcpcs-level-ii-corrections",),
    members=tuple(_of_version(version) for version in range(1, LATEST + 1)),
    key=("version", "hcpcs", "action"),
    columns=(
        Column("version", INT, "", "1, 2 ... in the order in which CMS posted them", nullable=False),
        Column("hcpcs", TEXT, r"(hcpcs )?code", "Code or modifier", valid=CODE_OR_MODIFIER, nullable=False),
        Column(
            "action", TEXT, r"action", "CMS's text of the correction", nullable=False, normalize=plain_spaces
        ),
        _date("effective_date", r"eff(ective)? date", "First day on which it takes effect"),
        _text(
            "short_description", r"short desc(ription)?", "CMS's text, if the correction adds or revises it"
        ),
        _text("long_description", r"long desc(ription)?", "CMS's text, if the correction adds or revises it"),
        _code("types_of_service", r"tos", "Type of service; joined by commas if several", "[A-Z0-9]"),
        _code("betos", r"betos", "Berenson-Eggers type of service", "[A-Z0-9]{2,3}"),
        _code("coverage", r"cov", "Coverage indicator, as in hcpcs_level_ii", "[A-Z]"),
        _text("pricing_indicator", r"price", "Pricing indicator, as in hcpcs_level_ii"),
        _code("cross_reference", r"xref code", "Code that replaces this one", HCPCS, optional=True),
        _code("asc_group", r"asc ind(icator)?", "YY: approved for ASC", "[A-Z]{2}", optional=True),
        Column(
            "asc_date", DATE, r"asc date", "First day in the ASC group", optional=True, normalize=_plain_dates
        ),
        _text("comments", r"comments?", "CMS's remarks", optional=True),
    ),
    contradictions=_without_a_day,
    row_count=(1, 2_000),
)
HCPCS_NOC_CODE = Table(
    name="hcpcs_noc_code",
    doc="HCPCS Level II codes for items without a code of their own (not otherwise classified).",
    series=("hcpcs-level-ii-noc",),
    members=(MemberPattern(r"noc_?codes", formats=TEXT_FORMATS),),
    key=("hcpcs",),
    columns=(
        Column("hcpcs", TEXT, r"hcpcs( code)?", "Code", valid=HCPCS, nullable=False),
        Column("long_description", TEXT, r"long description", "CMS's text", normalize=plain_spaces),
        Column("add_date", DATE, r"add date", "First day of the code", nullable=False),
        Column("termination_date", DATE, r"term date", "Last day of the code; null: active"),
    ),
    reshape=_joined_texts,
    row_count=(1, 2_000),
)
