"""Laboratory, drugs, DMEPOS, anesthesia, HCPCS: workbooks alone, and what CMS's files agree on.

Counts and equalities of the real files were measured before this code existed; each names its exceptions.
"""

import zipfile
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from sources.release import Release, parse_release
from tests.transforms.workbook import Cell, workbook, zip_of
from transforms.conforming.conform_release import ConformedRelease, conform_zip
from transforms.errors import ReleaseRejected, WrongPeriod

ZIPS = "site/files/zip"
DOWNLOADS = "site/Medicare/Coding/HCPCSReleaseCodeSets/Downloads"
CLFS: list[list[Cell]] = [
    [f"{2026} Clinical Diagnostic Laboratory Fee Schedule"],
    ["A notice"],
    [None],
    [None],
]
CLFS_HEADER = [
    "YEAR",
    "HCPCS",
    "MOD",
    "EFF_DATE",
    "INDICATOR",
    "RATE",
    "SHORTDESC",
    "LONGDESC",
    "EXTENDED LONGDESC",
]


LAYOUT = ("D CR", "TX", "000094.93", "000050.58", "R")


def conformed(tmp_path: Path, release: str, members: dict[str, bytes]) -> ConformedRelease:
    path = tmp_path / "posted.zip"
    path.write_bytes(zip_of(members))
    return conform_zip(path, parse_release(release))


def only(real_file: Path, tmp_path: Path, suffix: str) -> Path:
    """The zip with its members of one format alone."""
    path = tmp_path / f"{suffix}.zip"
    with zipfile.ZipFile(real_file) as posted:
        names = [name for name in posted.namelist() if name.lower().endswith(suffix)]
        path.write_bytes(zip_of({name: posted.read(name) for name in names}))
    return path


def test_a_workbook_of_laboratory_fees_alone(tmp_path: Path) -> None:
    """January 2026 has no other: 1,559 codes are integers, rates are 17.27 or 17.269999999."""
    rows: list[list[Cell]] = [
        [2026, 80053, None, 20260101, "N", 10.56, "descriptor", "descriptor", "descriptor"],
        [2026, "0001U", None, 20260101, "N", 720, "descriptor", "descriptor", "descriptor"],
        [2026, 80053, "QW", 20260101, "N", 10.559999999999999, "descriptor", None, None],
        [2026, "0526U", None, 20260401, "L", 0, None, None, None],
    ]
    book = workbook({"Any name": [*CLFS, list(CLFS_HEADER), *rows]})
    frame = conformed(tmp_path, "clfs 2026Q2", {"CLFS_2026_Q2V1.xlsx": book}).frames["clfs"]
    assert frame.select("hcpcs", "modifier", "rate").rows() == [
        ("80053", None, Decimal("10.56")),
        ("0001U", None, Decimal("720.00")),
        ("80053", "QW", Decimal("10.56")),
        ("0526U", None, None),
    ]


def test_laboratory_fees_of_another_year(tmp_path: Path) -> None:
    text = b"2025~80053~  ~20250101~N~00010.56~descriptor\r\n" * 2
    with pytest.raises(WrongPeriod, match="rows of 2026; found 2025"):
        conformed(tmp_path, "clfs 2026Q1", {"CLFS 2026 Q1V1.txt": b"HDR~x\r\n" + text})


def test_a_workbook_of_dmepos_fees_alone(tmp_path: Path) -> None:
    """Columns in another order, states of which CMS prints none today, a fee of 0: all by their headers."""
    rows: list[list[Cell]] = [
        ["January 2026 Fee Schedule"],
        [
            "Mod",
            "HCPCS",
            "Mod2",
            "GU (NR)",
            "GU (R)",
            "CATG",
            "TX (R)",
            "TX (NR)",
            "Floor",
            "Ceiling",
            "JURIS",
            "Description",
        ],
        ["RR", "E0601", None, 50, 0, "CR", 94.93, 50.58, 0, 0, "D", "Cont airway pressure device"],
    ]
    held = conformed(tmp_path, "dmepos 2026A", {"DMEPOS_JAN.xlsx": workbook({"Fees": rows})})
    fees = held.frames["dmepos_fee"].sort("us_state").select("us_state", "fee", "fee_rural").rows()
    assert fees == [("GU", Decimal("50.00"), None), ("TX", Decimal("50.58"), Decimal("94.93"))]
    assert held.frames["dmepos_item"].row(0, named=True)["category"] == "CR"


def test_dmepos_text_of_fixed_positions(tmp_path: Path) -> None:
    """The layout of CMS's DMEREAD: where position 80 is R the first fee is the rural one."""
    line = "2025 E0601 RR    D CR D 06 TX      000094.93 000000.00 000000.00 000050.58 0   R Cont airway"
    assert (line[17:21], line[27:29], line[35:44], line[65:74], line[79]) == LAYOUT
    held = conformed(tmp_path, "dmepos 2025A", {"DMEPOS_JAN.txt": f"{line}\r\n".encode() * 2})
    row = held.frames["dmepos_fee"].row(0, named=True)
    assert (row["modifier"], row["us_state"], row["fee"], row["fee_rural"]) == (
        *("RR", "TX"),
        Decimal("50.58"),
        Decimal("94.93"),
    )


def test_one_column_of_a_state_is_refused(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["HCPCS", "Mod", "Mod2", "TX (NR)"], ["E0601", "RR", None, 50.58]]
    with pytest.raises(ReleaseRejected, match="two columns per state"):
        conformed(tmp_path, "dmepos 2026A", {"DMEPOS_JAN.xlsx": workbook({"Fees": rows})})


def test_codes_of_corrections_are_in_capitals_and_remarks_as_printed(tmp_path: Path) -> None:
    head = (
        "Code,Action,Effective Date,Short Description,Long Description,TOS,BETOS,COV,Price,XREF Code,ASC Ind"
    )
    rows = ['A1234,Add,1/1/2019,x,y,"9,a",d1e,c,00,a4321,yy', "A1235,Add,1/1/2019,x,y,9,D1E,see note,00,,"]
    text = "\r\n".join([head, *rows, ""]).encode()
    held = conformed(tmp_path, "hcpcs-level-ii-corrections 2019", {"2019 Corrections.csv": text})
    codes = ("types_of_service", "betos", "coverage", "cross_reference", "asc_group")
    frame = held.frames["hcpcs_correction"].sort("hcpcs").select(codes)
    assert frame.rows() == [("9,A", "D1E", "C", "A4321", "YY"), ("9", "D1E", "see note", None, None)]


def test_a_year_in_every_header_and_a_name_that_means_nothing(tmp_path: Path) -> None:
    head = ["HCPCS", "Mod", "Mod2", "TX (NR)", "TX (R)", "CATG", "JURIS", "Ceiling", "Floor", "Description"]
    rows = [head, ["E0601", "RR", "", "50.58", "94.93", "CR", "D", "0.00", "0.00", "Cont airway"]]

    def text(year: str) -> bytes:
        return "\r\n".join(
            ",".join(row) for row in [[f"{year}{name}" for name in head], rows[1], ""]
        ).encode()

    whole = conformed(tmp_path, "dmepos 2026A", {"DMEPOS_JAN.csv": text("")})
    held = conformed(tmp_path, "dmepos 2026A", {"Book1.csv": text("2026 ")})
    assert held.frames["dmepos_fee"].equals(whole.frames["dmepos_fee"])
    with pytest.raises(WrongPeriod, match="columns of 2026A"):
        conformed(tmp_path, "dmepos 2026A", {"DMEPOS_JAN.csv": text("2025 ")})


def test_anesthesia_units_under_other_headers(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["CPT Code", "Anesthesia Base Units 2013"], [100, 5], [1999, 0]]
    book = workbook({"Sheet1": rows})
    held = conformed(tmp_path, "anesthesia-base-units 2013", {"2013_Anesthesia_BaseUnits.xlsx": book})
    assert held.frames["anesthesia_base_units"].rows() == [("00100", 5), ("01999", 0)]


def test_limits_of_another_quarter(tmp_path: Path) -> None:
    text = (Path(__file__).parent / "golden/asp_payment_limit/csv_2024_11_columns").glob("section*.csv")
    with pytest.raises(WrongPeriod, match=r"July 2024 to September 2024; found 'Effective April 1, 2024"):
        conformed(tmp_path, "asp 2024-07", {"ASP Pricing File.csv": next(text).read_bytes()})


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "quarter", "rows", "codes", "local", "total"),
    [
        ("25clabq1", "2025Q1", 2_087, 1_971, 45, "760899.56"),
        ("25clabq2", "2025Q2", 2_105, 1_987, 66, "760740.80"),
        ("25clabq4", "2025Q4", 2_149, 2_027, 117, "758521.57"),
        ("26clabq1", "2026Q1", 2_162, 2_038, 32, "874352.08"),
        ("26clabq2", "2026Q2", 2_179, 2_055, 49, "874352.08"),
    ],
)
def test_laboratory_fees(
    real_files: Path, name: str, quarter: str, rows: int, codes: int, local: int, total: str
) -> None:
    frame = conform_zip(real_files / f"{ZIPS}/{name}.zip", Release("clfs", quarter)).frames["clfs"]
    assert (frame.height, frame["hcpcs"].n_unique(), frame["rate"].sum()) == (rows, codes, Decimal(total))
    assert frame.filter(indicator="L").height == local == frame["rate"].null_count()
    assert frame.filter(pl.col("rate").is_null() != (pl.col("indicator") == "L")).is_empty()
    waived = frame.filter(modifier="QW").join(frame.filter(pl.col("modifier").is_null()), on="hcpcs")
    assert waived.height >= 114
    assert waived["rate"].equals(waived["rate_right"], null_equal=True)


@pytest.mark.real
@pytest.mark.parametrize(
    ("path", "release", "suffix", "differ"),
    [
        (f"{ZIPS}/25clabq4.zip", "clfs 2025Q4", ".xlsx", set()),
        (f"{ZIPS}/25clabq4.zip", "clfs 2025Q4", ".txt", {"long_description", "extended_description"}),
        (f"{ZIPS}/26clabq2.zip", "clfs 2026Q2", ".txt", {"long_description", "extended_description"}),
        (f"{ZIPS}/2022-anesthesia-base-units-cpt-code.zip", "anesthesia-base-units 2022", ".xlsx", set()),
        (f"{ZIPS}/january-2025-asp-pricing-file-12/19/24-final-file.zip", "asp 2025-01", ".xls", set()),
        (f"{ZIPS}/dme25.zip", "dmepos 2025A", ".xlsx", set()),
        # CMS's text has dates where the workbook of the same day has none, and four types of service.
        (
            f"{DOWNLOADS}/2019-Alpha-Numeric-HCPCS-File.zip",
            "hcpcs-level-ii 2019",
            ".txt",
            {"action_effective_date", "types_of_service"},
        ),
        (
            f"{DOWNLOADS}/2017-Alpha-Numeric-HCPCS-File.zip",
            "hcpcs-level-ii 2017",
            ".txt",
            {"action_effective_date"},
        ),
    ],
)
def test_one_format_alone_gives_the_same_rows(
    real_files: Path, tmp_path: Path, path: str, release: str, suffix: str, differ: set[str]
) -> None:
    """csv = txt = xlsx on every cell, but for the columns named."""
    whole = conform_zip(real_files / path, parse_release(release)).frames
    alone = conform_zip(only(real_files / path, tmp_path, suffix), parse_release(release)).frames
    assert set(alone) == set(whole)
    for name, frame in alone.items():
        columns = [column for column in frame.columns if column not in differ]
        assert frame.select(columns).sort(columns).equals(whole[name].select(columns).sort(columns)), name


@pytest.mark.real
def test_nutrition_fees_are_the_same_as_text(real_files: Path, tmp_path: Path) -> None:
    path = real_files / f"{ZIPS}/dme25.zip"
    columns = ["hcpcs", "modifier", "modifier_2", "us_state", "fee", "fee_rural"]
    release = Release("dmepos", "2025A")
    text = conform_zip(only(path, tmp_path, ".txt"), release).frames["dmepos_fee"].select(columns)
    pen = conform_zip(path, release).frames["dmepos_fee"].filter(schedule="pen").select(columns)
    assert text.height == 2_650
    assert text.sort(columns).equals(pen.sort(columns))


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "vintage", "inside", "all_fees"),
    [
        ("dme25", "2025A", 108_143, 108_143),
        ("dme25-b", "2025B", 108_731, 108_780),  # A4593 RR: its ceiling and floor are those of the purchase
    ],
)
def test_dmepos_fees_lie_between_floor_and_ceiling(
    real_files: Path, name: str, vintage: str, inside: int, all_fees: int
) -> None:
    frames = conform_zip(real_files / f"{ZIPS}/{name}.zip", Release("dmepos", vintage)).frames
    key = ["hcpcs", "modifier", "modifier_2"]
    fees = (
        frames["dmepos_fee"].filter(schedule="dmepos").join(frames["dmepos_item"], on=key, nulls_equal=True)
    )
    outside = pl.col("us_state").is_in(["AK", "HI", "PR", "VI"])
    assert fees.filter(outside, pl.col("fee_rural").is_not_null()).is_empty()
    limited = fees.filter(~outside, pl.col("ceiling").is_not_null(), pl.col("floor").is_not_null())
    within = limited.filter(pl.col("fee").is_between("floor", "ceiling"))
    assert (within.height, limited.height) == (inside, all_fees)
    broken = limited.join(within, on=[*key, "us_state"], how="anti", nulls_equal=True)
    assert set(broken.select("hcpcs", "modifier").rows()) <= {("A4593", "RR")}


@pytest.mark.real
def test_dmepos_areas(real_files: Path) -> None:
    frames = conform_zip(real_files / f"{ZIPS}/dme25.zip", Release("dmepos", "2025A")).frames
    fees, zips = frames["dmepos_former_cba_fee"], frames["dmepos_former_cba_zip"]
    assert set(zips["cba"]) <= set(fees["cba"])
    assert fees.filter(pl.col("cba") != "National Mail-Order")["cba"].n_unique() == 130
    assert not set(zips["zip_code"]) & set(frames["dmepos_rural_zip"]["zip_code"])


@pytest.mark.real
@pytest.mark.parametrize(
    ("path", "vintage", "codes", "modifiers", "terminated"),
    [
        (f"{DOWNLOADS}/2017-Alpha-Numeric-HCPCS-File.zip", "2017", 6_155, 343, 526),
        (f"{DOWNLOADS}/2019-Alpha-Numeric-HCPCS-File.zip", "2019", 6_440, 360, 506),
        (f"{ZIPS}/2020-alpha-numeric-hcpcs-file.zip", "2020-01", 6_710, 369, 605),
        (f"{ZIPS}/april-2020-alpha-numeric-hcpcs-file.zip", "2020-04", 6_728, 369, 606),
        (f"{ZIPS}/july-2020-alpha-numeric-hcpcs-file.zip", "2020-07", 6_789, 369, 615),
        (f"{ZIPS}/october-2025-alpha-numeric-hcpcs-file.zip", "2025-10", 8_463, 383, 1_205),
    ],
)
def test_hcpcs_level_ii(
    real_files: Path, path: str, vintage: str, codes: int, modifiers: int, terminated: int
) -> None:
    frame = conform_zip(real_files / path, Release("hcpcs-level-ii", vintage)).frames["hcpcs_level_ii"]
    assert frame.filter(record_id="3").height == codes
    assert frame.filter(record_id="7").height == modifiers
    assert frame.filter(record_id="3")["termination_date"].count() == terminated


@pytest.mark.real
def test_anesthesia_units_are_those_of_the_status_j_codes(real_files: Path) -> None:
    path = real_files / f"{ZIPS}/2022-anesthesia-base-units-cpt-code.zip"
    units = conform_zip(path, Release("anesthesia-base-units", "2022")).frames["anesthesia_base_units"]
    assert (units.height, units["base_units"].sum()) == (276, 1_832)
    for name, vintage in (("rvu22a", "2022A"), ("rvu26a-updated-12-29-2025", "2026A")):
        rvus = conform_zip(real_files / f"{ZIPS}/{name}.zip", Release("pfs-rvu", vintage)).frames["pfs_rvu"]
        assert set(rvus.filter(status_code="J")["hcpcs"]) == set(units["hcpcs"])
