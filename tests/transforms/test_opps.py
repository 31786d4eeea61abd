"""OPPS addenda: which member holds what, workbooks' figures, years, and figures that are known."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
import pytest

from sources.release import Release, parse_release
from tests.transforms.golden_folders import ROOT, Golden, load
from tests.transforms.workbook import Cell, InError, workbook, zip_of
from transforms.conforming.conform_release import ConformedRelease, conform_zip
from transforms.errors import (
    NotExactlyOne,
    TooManyRejectedRows,
    UnexpectedColumns,
    WrongPeriod,
)

TITLE = "Addendum B.-Final OPPS Payment by HCPCS Code for CY 2019"
NOTICE = "CPT codes and descriptions only are copyright 2018 American Medical Association."
COPAYMENTS = "Note: Actual copayments would be lower due to the cap at the Inpatient Deductible of $1,364.00"
HEADER = [
    *("HCPCS Code", "Short Descriptor", "SI", "APC ", "Relative Weight", "Payment Rate "),
    *("National Unadjusted Copayment ", "Minimum Unadjusted Copayment ", COPAYMENTS, "* Indicates a Change "),
]
ROWS: list[list[Cell]] = [
    ["00100", "descriptor", "N", None, None, None, None, None, None, None],
    [120, "descriptor", "N", " ", None, None, None, None, None, None],
    ["27447", "descriptor", "J1", 5115, 138.2342, 11899.39, ".", 2379.88, "#", "*"],
    ["J0135", "\tAdalimumab injection", "K", "1083", ".", 1291.08795, ".", 258.21759, None, None],
    ["A9600", "Sr89 strontium", "K", 701, None, 317.583333333, ".", 63.516666667, None, None],
    ["A4641\xa0\xa0", "Radiopharm dx agent noc", "N", None, None, None, None, None, None, None],
]
CSV = "2026 April Web Addendum B.03.23.26.csv"


def addendum_b(year: int = 2019, rows: list[list[Cell]] = ROWS, title: str = TITLE) -> list[list[Cell]]:
    return [[None, title.replace("2019", str(year))], [None, NOTICE], list(HEADER), *rows]


def as_csv(rows: list[list[Cell]]) -> bytes:
    lines = (
        ",".join(f'"{cell}"' if cell is not None else "" for cell in [*row, *[None] * 10][:10])
        for row in rows
    )
    return "\r\n".join(lines).encode("cp1252")


def conformed(tmp_path: Path, release: str, members: dict[str, bytes]) -> ConformedRelease:
    path = tmp_path / "posted.zip"
    path.write_bytes(zip_of(members))
    return conform_zip(path, parse_release(release))


def test_a_workbook_is_read_as_it_shows_its_figures(tmp_path: Path) -> None:
    book = workbook({"2019 January Addendum B": addendum_b()})
    held = conformed(tmp_path, "opps 2019-01", {"january_2019_opps_web_addendum_b.xlsx": book})
    b = {row["hcpcs"]: row for row in held.frames["opps_addendum_b"].to_dicts()}
    assert list(b) == ["00100", "00120", "27447", "J0135", "A9600", "A4641"]
    assert (b["27447"]["apc"], b["27447"]["is_changed"]) == ("5115", True)
    assert b["27447"]["note"].endswith("the cap at the Inpatient Deductible of $1,364.00.")
    assert (b["J0135"]["description"], b["27447"]["description"]) == ("Adalimumab injection", None)
    assert (b["J0135"]["payment_rate"], b["J0135"]["relative_weight"]) == (Decimal("1291.088"), None)
    assert (b["A9600"]["apc"], b["A9600"]["minimum_copayment"]) == ("0701", Decimal("63.520"))
    # The hard spaces behind A4641.
    assert held.loads["cells_repaired"].to_list() == [1]


@pytest.mark.parametrize(("error", "shown"), [("#N/A", "#NA"), ("#REF!", "#REF"), ("#DIV/0!", "#DIV0")])
@pytest.mark.parametrize(("column", "name"), [(3, "apc"), (6, "national_copayment"), (9, "is_changed")])
def test_an_error_cell_is_not_blank(tmp_path: Path, error: str, shown: str, column: int, name: str) -> None:
    rows = [list(row) for row in ROWS]
    rows[2][column] = InError(error)
    with pytest.raises(TooManyRejectedRows, match=f"line 6: {name}: .* found '{shown}'"):
        conformed(tmp_path, "opps 2019-01", {"B.xlsx": workbook({"Addendum B": addendum_b(rows=rows)})})


def test_text_is_preferred_to_the_workbook_of_the_same_name(tmp_path: Path) -> None:
    text = as_csv(addendum_b(2026, [["20957", "descriptor", "J1", "5114", None, "$7,413.38 "]]))
    book = workbook({"Addendum B": addendum_b(2026, [["20957", "descriptor", "J1", "5114", None, 1]])})
    members = {f"508 Version April 2026 Web Addendum B/{CSV}": text, CSV.replace("csv", "xlsx"): book}
    held = conformed(tmp_path, "opps 2026-04", members)
    assert held.frames["opps_addendum_b"]["payment_rate"].to_list() == [Decimal("7413.38")]
    assert held.loads["member"].to_list() == [f"508 Version April 2026 Web Addendum B/{CSV}"]


@pytest.mark.parametrize(
    ("release", "title"),
    [
        ("opps 2020-01", TITLE),
        ("opps 2018-10", TITLE),
        ("opps 2019-01", TITLE.replace("Final", "Proposed")),
    ],
)
def test_another_year_and_proposed_rates_are_refused(tmp_path: Path, release: str, title: str) -> None:
    with pytest.raises(WrongPeriod, match=release):
        conformed(tmp_path, release, {CSV: as_csv(addendum_b(title=title))})


def test_two_addenda_b_of_one_format_are_refused(tmp_path: Path) -> None:
    other = as_csv(addendum_b(rows=ROWS[:3]))
    with pytest.raises(NotExactlyOne, match="Addendum B"):
        conformed(tmp_path, "opps 2019-01", {"a.csv": as_csv(addendum_b()), "b.csv": other})


def test_an_unknown_column_is_rejected(tmp_path: Path) -> None:
    rows = addendum_b()
    rows[2][4] = "Geometric Mean Cost"
    with pytest.raises(UnexpectedColumns, match="Geometric Mean Cost"):
        conformed(tmp_path, "opps 2019-01", {CSV: as_csv(rows)})


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        (0, "2745", "hcpcs: expected text like"),
        (2, "paid", "status_indicator"),
        (3, "511", "apc"),  # text keeps its zeros: a digit is lost
        (4, "$138.2342", "relative_weight"),  # the rate's column
        (5, "11,8999.39", "payment_rate"),
        (5, "$11,899.39.1", "payment_rate"),
        (5, "-11899.39", "payment_rate"),
    ],
)
def test_an_invalid_cell_is_reported(tmp_path: Path, column: int, cell: str, reason: str) -> None:
    row = list(ROWS[2])
    row[3], row[column] = "5115", cell
    with pytest.raises(TooManyRejectedRows, match=reason):
        conformed(tmp_path, "opps 2019-01", {CSV: as_csv(addendum_b(rows=[row]))})


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        (["138.2342", None, None, "2379.88"], "relative_weight: a value without a payment rate"),
        ([None, None, "2379.88", None], "national_copayment: a value without a payment rate"),
        ([None, "11899.39", "2379.88", "."], "national_copayment: without a minimum copayment"),
    ],
)
def test_figures_shifted_by_a_cell_are_reported(tmp_path: Path, figures: list[Cell], reason: str) -> None:
    row = ["27447", "descriptor", "J1", "5115", *figures, None, None]
    with pytest.raises(TooManyRejectedRows, match=reason):
        conformed(tmp_path, "opps 2019-01", {CSV: as_csv(addendum_b(rows=[row]))})


def test_a_change_mark_is_not_a_note() -> None:
    """A row that lost a blank cell: its last mark stands under Note."""
    golden = Golden(ROOT / "opps_addendum_b" / "csv_2026")
    row = b"descriptor,Q3,5521,,$88.91 ,,,,,,,*"
    shifted = golden.member.data.replace(row, row.replace(b",,,,,,,*", b",,,,,,*,"))
    loaded = load(golden, shifted)
    assert shifted != golden.member.data
    assert [reason.split(":")[0] for reason in loaded.set_aside["reason"]] == ["note"]


def test_addenda_a_b_and_d1_of_the_final_rule_are_loaded(tmp_path: Path) -> None:
    golden = Path(__file__).parent / "golden"
    members = {
        file.name: file.read_bytes()
        for table in ("opps_addendum_a", "opps_addendum_b", "opps_addendum_d1")
        for file in (golden / table / "txt_2025_final_rule").glob("2025 NFRM*")
    }
    others = {f"2025 NFRM Addendum {name}.txt": f"Addendum {name}.".encode() for name in ("C", "D2", "E")}
    held = conformed(tmp_path, "opps-final-rule 2025", {**members, **others})
    assert set(held.frames) == {"opps_addendum_a", "opps_addendum_b", "opps_addendum_d1"}
    held = conformed(
        tmp_path, "opps-final-rule 2025", {**members, "2025 NFRM Addendum Z.txt": b"Addendum Z."}
    )
    assert held.records["members_unread"]["member"].to_list() == ["2025 NFRM Addendum Z.txt"]


@pytest.mark.real
def test_addenda_of_the_2025_rule_agree_with_each_other(real_files: Path) -> None:
    """Counts and equalities were measured on CMS's zip of November 2024 before any of this code existed."""
    path = real_files / "site/files/zip/2025-nfrm-opps-addenda.zip"
    frames = conform_zip(path, Release("opps-final-rule", "2025")).frames
    b, a = frames["opps_addendum_b"], frames["opps_addendum_a"]
    assert _comprehensive(frames, b, a) == (432, 432, 432, 432, 432, 0)
    ranks = frames["opps_addendum_j_rank"]
    assert (ranks["rank"].n_unique(), ranks["is_deleted"].sum()) == (3_236, 96)
    j1 = b.filter(status_indicator="J1")
    assert set(ranks.filter(~pl.col("is_deleted"))["hcpcs"]) == set(j1["hcpcs"])
    assert j1.height == 3_140
    offsets = (
        frames["opps_addendum_p_offsets"].drop_nulls("payment_rate").cast({"payment_rate": pl.Decimal(14, 3)})
    )
    amounts = offsets.select("payment_rate", "device_offset_pct", "device_offset_amount").rows()
    assert sum(_cents(rate * share / 100) == amount for rate, share, amount in amounts) == 5_111
    of_b = offsets.join(b, on=("hcpcs", "payment_rate", "apc", "status_indicator"))
    assert of_b.height == 5_111
    listed = frames["opps_addendum_p_device_intensive"]
    assert listed.filter(pl.col("device_offset_pct") > 30).height == listed.height == 535
    assert listed.join(offsets, on=("hcpcs", "device_offset_pct")).height == 470
    m = frames["opps_addendum_m"]
    assert set(m["hcpcs"]) - set(b.filter(status_indicator="Q3")["hcpcs"]) == {
        "75635"
    }  # B has another status
    composites = m["composite_apcs"].str.extract_all(r"\d{4}").explode()
    assert set(composites) <= set(a["apc"])
    q = frames["opps_addendum_q"].join(b, on="hcpcs", suffix="_b")
    off = [
        abs(_cents(of_b / Decimal("1.06")) - rate)
        for rate, of_b in q.select("payment_rate", "payment_rate_b").rows()
    ]
    assert (off.count(Decimal(0)), sum(difference <= Decimal("0.02") for difference in off)) == (318, 349)
    assert q["status_indicator"].value_counts().sort("count")["count"].to_list() == [76, 292]
    counties = (
        frames["opps_addendum_l"].group_by("fips_county").agg(pl.col("out_migration_adjustment").n_unique())
    )
    assert (counties.height, counties["out_migration_adjustment"].max()) == (217, 1)


def _cents(dollars: Decimal) -> Decimal:
    return dollars.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _comprehensive(
    frames: dict[str, pl.DataFrame], b: pl.DataFrame, a: pl.DataFrame
) -> tuple[int, int, int, int, int, int]:
    """Adjustments: how many are Y in the evaluation, have B's APCs, and rise in A; placeholders in B."""
    pairs = frames["opps_addendum_j_adjustments"]
    keys = ["primary_hcpcs", "secondary_hcpcs"]
    yes = frames["opps_addendum_j_evaluation"].filter("is_adjusted").join(pairs, on=keys)
    primary = pairs.join(b, left_on=("primary_hcpcs", "primary_apc"), right_on=("hcpcs", "apc"))
    secondary = pairs.join(
        b, left_on=("secondary_hcpcs", "secondary_apc"), right_on=("hcpcs", "apc"), nulls_equal=True
    )
    rates = a.select("apc", "payment_rate")
    rise = primary.join(rates, left_on="adjusted_apc", right_on="apc", suffix="_adjusted").filter(
        pl.col("payment_rate_adjusted") > pl.col("payment_rate")
    )
    placeholders = pairs.filter(pl.col("placeholder").is_in(b["hcpcs"].implode()))
    return (
        yes.height,
        primary.height,
        secondary.height,
        rise.height,
        pairs.unique(keys).height,
        placeholders.height,
    )


@pytest.mark.real
def test_20957_in_january_2026(real_files: Path) -> None:
    path = real_files / "site/files/zip/january-2026-opps-addendum-b.zip"
    held = conform_zip(path, Release("opps", "2026-01"))
    assert held.loads["rows_in"].to_list() == [18_986]
    found = held.frames["opps_addendum_b"].filter(hcpcs="20957").row(0, named=True)
    assert (found["apc"], found["status_indicator"]) == ("5114", "J1")
    assert found["payment_rate"] == Decimal("7413.38")


@pytest.mark.real
def test_what_cms_corrected_in_july_2025(real_files: Path) -> None:
    """Re-posted under the same URL on 2025-07-25."""
    name = "files/zip/july-2025-opps-addendum-b.zip"
    first, second = (
        conform_zip(real_files / folder / name, Release("opps", "2025-07")).frames["opps_addendum_b"]
        for folder in ("earlier", "site")
    )
    changed = second.join(first, on=second.columns, how="anti", nulls_equal=True)
    rates = dict(changed.select("hcpcs", "payment_rate").rows())
    assert set(rates) == {"A9596", "A9697", "C9089", "J2724", "Q5146"}
    assert (rates["A9697"], rates["J2724"], rates["C9089"]) == (
        Decimal("1137.991"),
        Decimal("15.031"),
        Decimal("0.880"),
    )
    status = first.join(second, on="hcpcs").filter(pl.col("hcpcs") == "Q5146")
    assert status.select("status_indicator", "status_indicator_right").row(0) == ("E2", "K")
