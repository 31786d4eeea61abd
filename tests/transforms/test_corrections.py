"""Ten zips, each broken in its way, and the correction that settles it; without one nothing is guessed."""

import datetime
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from sources.release import Release, parse_release
from tests.transforms.golden_folders import ROOT
from tests.transforms.test_conformed import MEMBERS, RELEASE, posted
from tests.transforms.workbook import workbook
from transforms.conforming.conform_release import ConformedRelease, conform_to, conform_zip, conformed_folder
from transforms.conforming.inspect_release import inspect_release
from transforms.corrections.correction import Correction
from transforms.corrections.load import BrokenCorrection, Corrections, corrections_of, read
from transforms.errors import MissingColumns

GPCI, CAP, ANES = "GPCI2026.csv", "OPPSCAP_Jan.csv", "ANES2026.csv"
TEXT = MEMBERS[GPCI].decode()
LINES = TEXT.split("\r\n")
WHY = {
    "reason": "tested",
    "source": "here",
    "date": datetime.date(2026, 11, 28),
    "initials": "rd",
    "release": str(RELEASE),
}
POSITIONS = ["mac", "us_state", "locality", "locality_name", "work_gpci_without_floor"]
POSITIONS += ["work_gpci", "pe_gpci", "mp_gpci"]
Broken = tuple[dict[str, bytes], str, str, dict[str, Any]]


def gpci(text: str, member: str = GPCI) -> dict[str, bytes]:
    return {name: data for name, data in MEMBERS.items() if name != GPCI} | {member: text.encode()}


def at(line: int, old: str, new: str) -> str:
    return "\r\n".join([*LINES[: line - 1], LINES[line - 1].replace(old, new), *LINES[line:]])


BROKEN: dict[str, Broken] = {
    "a header nobody knows": (
        gpci(TEXT.replace("2026 PE GPCI", "Rent index")), "pfs_gpci", GPCI,
        {"rename_headers": {"Rent index": "pe_gpci"}},
    ),
    "two headers nobody knows": (
        gpci(TEXT.replace("2026 PE GPCI", "Rent index").replace("2026 MP GPCI", "Risk index")), "pfs_gpci",
        GPCI, {"rename_headers": {"Rent index": "pe_gpci", "Risk index": "mp_gpci"}},
    ),
    "no header": (
        gpci("\r\n".join([*LINES[:2], *LINES[3:]])), "pfs_gpci", GPCI,
        {"first_data_line": 3, "name_positions": dict(enumerate(POSITIONS, 1))},
    ),
    "a column that may change another": (
        gpci("\r\n".join(f"{line},{'PE GPCI as paid' if i == 2 else '1.0'}" if i > 1 and line else line
                         for i, line in enumerate(LINES))), "pfs_gpci", GPCI,
        {"ignore_headers": ("PE GPCI as paid",)},
    ),
    "two members": (
        {**MEMBERS, "GPCI2026_old.csv": TEXT.replace("1.500", "1.400").encode()}, "pfs_gpci", GPCI,
        {"use_member": True},
    ),
    "a broken figure": (
        gpci(at(5, "1.065", "1.o65")), "pfs_gpci", GPCI,
        {"fix_lines": [{"line": 5, "old": LINES[4].replace("1.065", "1.o65"), "new": LINES[4]}]},
    ),
    "a row of rubbish": (
        gpci("\r\n".join([*LINES[:5], "99999,XX,AB,RUBBISH,x,1.000,y,z", *LINES[5:]])), "pfs_gpci", GPCI,
        {"drop_lines": [{"line": 6, "old": "99999,XX"}]},
    ),
    "the name of another quarter": (
        {n: d for n, d in MEMBERS.items() if n != CAP} | {"OPPSCAP_Apr.csv": MEMBERS[CAP]}, "pfs_opps_cap",
        "OPPSCAP_Apr.csv", {"accept_period": True},
    ),
    "a key twice": (
        gpci("\r\n".join([*LINES[:5], LINES[4].replace("1.065", "1.066"), *LINES[5:]])), "pfs_gpci", GPCI,
        {"drop_lines": [{"line": 6, "old": "02102"}]},
    ),
    "zeros of a few codes lost": (
        {**MEMBERS, CAP: b"HCPCS,MOD,PROCSTAT,CARRIER,LOCALITY,FACILITY PRICE,NON-FACILITY PRICE\r\n"
         b"100,,A,01112,05,1.00,1.00\r\n93000,,A,01112,05,1.00,1.00\r\n"}, "pfs_opps_cap", CAP,
        {"restore_zeros": {"hcpcs": 5}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_correction_resolves_it(tmp_path: Path, name: str) -> None:
    members, table, member, action = BROKEN[name]
    path = posted(tmp_path, members)
    digest = sha256(path.read_bytes()).hexdigest()
    doubts = inspect_release(path, digest, RELEASE, Corrections()).doubts
    assert [doubt.table for doubt in doubts] == [table]
    assert f'sha256 = "{digest}"' in doubts[0].correction
    correction = Correction(sha256=digest, table=table, member=member, **WHY, **action)
    held = conform_zip(path, RELEASE, Corrections((correction,)))
    assert held.missing.is_empty()
    assert held.records["corrections_applied"]["action"].sort().to_list() == sorted(action)
    if table == "pfs_gpci":
        assert held.frames[table].equals(conform_zip(posted(tmp_path, MEMBERS), RELEASE).frames[table])


def test_a_correction_makes_a_new_folder_and_the_old_one_stays(tmp_path: Path) -> None:
    members, _, _, _ = BROKEN["a header nobody knows"]
    path, root = posted(tmp_path, members), tmp_path / "conformed"
    digest = sha256(path.read_bytes()).hexdigest()
    first = conform_to(root, path, digest, RELEASE)
    (doubt,) = inspect_release(path, digest, RELEASE, Corrections()).doubts
    filled = doubt.correction.replace('""', '"tested"').replace('initials = "tested"', 'initials = "rd"')
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "mine.toml").write_text(filled)
    second = conform_to(root, path, digest, RELEASE)
    assert first != second == conformed_folder(root, digest, RELEASE)
    assert (second / "pfs_gpci.parquet").exists()
    assert not (first / "pfs_gpci.parquet").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[correction]\n", "at line 1"),
        ("[[correction]]\nrelease = 'pfs-rvu 2026A'\nsha256 = 'ab'\n", "line 3: sha256"),
        ("\n[[correction]]\nrelease = 'pfs-rvu 2026A'\nrename = 1\n", "line 4: rename: Extra inputs"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(BrokenCorrection, match=says):
        read(file)
    assert corrections_of(parse_other(), "0" * 64, [tmp_path]).items == ()


def parse_other() -> Any:
    return type(RELEASE)("pfs-rvu", "2019A")


def signed(correction: str) -> str:
    """The printed text with what only a person can say."""
    return correction.replace('initials = ""', 'initials = "rd"').replace(' = ""\n', ' = "tested"\n')


def with_a_column(name: str) -> str:
    return "\r\n".join(
        f"{line},{name if i == 2 else '1.0'}" if i > 1 and line else line for i, line in enumerate(LINES)
    )


def with_rubbish_in_a_sheet() -> bytes:
    rubbish = ["99999", "XX", "AB", "RUBBISH", "x", "1"]
    return workbook({"GPCI": [*([cell or None for cell in line.split(",")] for line in LINES), rubbish]})


BROKEN_FURTHER: dict[str, dict[str, bytes]] = {
    "one of two factors under a name nobody knows": {
        **MEMBERS,
        ANES: re.sub(rb",Qualifying[^,]*,", b",Participants,", MEMBERS[ANES]),
    },
    "a column twice": gpci(with_a_column("2026 PE GPCI")),
    "an index of another year": gpci(TEXT.replace("2026 MP GPCI", "2025 MP GPCI")),
    "rows of rubbish in a sheet": gpci("", "Notes.txt") | {"GPCI2026.xlsx": with_rubbish_in_a_sheet()},
    "a name that says nothing, and an unknown column": gpci(
        TEXT.replace("2026 PE GPCI", "Rent"), "Table 1.csv"
    ),
}


@pytest.mark.parametrize("name", [*BROKEN, *BROKEN_FURTHER])
def test_the_printed_correction_resolves_it(tmp_path: Path, name: str) -> None:
    """As often as it takes: the name of a member first, then its header."""
    members = BROKEN[name][0] if name in BROKEN else BROKEN_FURTHER[name]
    assert settled(tmp_path, members).frames["pfs_gpci"].height >= 7


def settled(tmp_path: Path, members: dict[str, bytes], release: Release = RELEASE) -> ConformedRelease:
    """The release after the corrections that `inspect` prints are signed, as often as it prints some."""
    path, folder = posted(tmp_path, members), tmp_path / "corrections"
    digest = sha256(path.read_bytes()).hexdigest()
    folder.mkdir()
    for step in range(3):
        doubts = inspect_release(path, digest, release, corrections_of(release, digest, [folder])).doubts
        if not doubts:
            break
        (folder / f"{step}.toml").write_text("\n\n".join(signed(doubt.correction) for doubt in doubts))
    held = conform_zip(path, release, corrections_of(release, digest, [folder]))
    assert set(held.missing["kind"]) <= {"accepted"}
    return held


def listed(*rows: Sequence[str]) -> bytes:
    return "".join(",".join(row) + "\r\n" for row in rows).encode()


MANY = range(30)
NAMES = ["Short Descriptor", *(f"January 2021 Payment {name}" for name in ("Indicator", "Weight", "Rate"))]
SURGERY = [[f"1{i:04}", "x", "A2", f"{1 + i / 10:.4f}", f"${(1 + i / 10) * 48.952:.2f}"] for i in MANY]
DISCOUNTED = [[*row[:2], "Y", *row[2:]] for row in SURGERY]
DISCOUNT = [NAMES[0], "Subject to Multiple Procedure Discounting", *NAMES[1:]]
DRUGS = [[f"J{i:04}", f"Drug {i}", "1 MG", f"{i + 1}.125", "", "", "", "", "", ""] for i in MANY]
DRUG_NAMES = ["HCPCS Code", "Short Description", "HCPCS Code Dosage", "Payment Limit", "Vaccine AWP%"]
DRUG_NAMES += ["Vaccine Limit", "Blood AWP%", "Blood limit", "Clotting Factor", "Notes"]
ASP_TITLE = "Payment Limits for Medicare Part B Drugs Effective July 1 2024 through September 30 2024"
PAIR_NAMES = ["Column 1", "Column 2", "*=in existence prior to 1996", "Effective Date"]
PAIR_NAMES += ["Deletion Date *=no data", "Modifier 0=not allowed 1=allowed 9=not applicable"]
OTHER_FAMILIES: dict[str, tuple[str, dict[str, bytes], str, str]] = {
    "surgical centers without a column of marks": (
        "asc 2021-01",
        {
            "AA.csv": listed(["Addendum AA -- for CY 2021"], ["HCPCS Code", *DISCOUNT], *DISCOUNTED),
            "BB.csv": listed(["Addendum BB -- for CY 2021"], ["HCPCS Code", *NAMES], *SURGERY),
            "EE.csv": listed(["Addendum EE -- for CY 2021"], ["HCPCS Code", NAMES[0]], ["20100", "x"]),
        },
        *("asc_addendum_aa", "flag"),
    ),
    "drugs without a column of coinsurance": (
        "asp 2024-07",
        {"July 2024 ASP Pricing File.csv": listed([ASP_TITLE], DRUG_NAMES, *DRUGS)},
        *("asp_payment_limit", "coinsurance_pct"),
    ),
    "unit limits without how they apply": (
        "ncci-mue-practitioner 2016Q1",
        {
            "MCR_MUE_PractitionerServices_Eff_01-01-2016.csv": listed(
                ["HCPCS/CPT Code", "Practitioner Services MUE Values"], *([row[0], "2"] for row in SURGERY)
            )
        },
        *("ncci_mue", "mai"),
    ),
    "code pairs without a rationale": (
        "ncci-ptp-practitioner 2025Q1",
        {
            "ccipra-v310r0-f1.txt": listed(
                PAIR_NAMES,
                *([row[0], "99213", "", "20250101", "*", "1"] for row in SURGERY),
            ).replace(b",", b"\t")
        },
        *("ncci_ptp", "rationale"),
    ),
}


@pytest.mark.parametrize("name", OTHER_FAMILIES)
def test_a_column_that_cms_left_out_is_accepted_by_a_correction(tmp_path: Path, name: str) -> None:
    """Every file of the time has it, so that without it the others may be misplaced: a person confirms."""
    posting, members, table, column = OTHER_FAMILIES[name]
    with pytest.raises(MissingColumns):
        conform_zip(posted(tmp_path, members), parse_release(posting))
    frame = settled(tmp_path, members, parse_release(posting)).frames[table]
    assert (frame.height, frame[column].null_count()) == (len(MANY), len(MANY))


# One zip per way to be refused: release, members, the table in doubt, and the action that is printed.
CAP_HEAD = ["HCPCS", "MOD", "PROCSTAT", "CARRIER", "LOCALITY", "FACILITY PRICE", "NON-FACILITY PRICE"]
CAPPED = [["70450", "TC", "A", f"01{i:03}", "00", "10.00", "10.00"] for i in MANY]
STATES = [f"{state} ({rural})" for state in ("AL", "AR") for rural in ("NR", "R")]
EQUIPMENT_HEAD = ["HCPCS", "Mod", "Mod2", "JURIS", "CATG", "Ceiling", "Floor", *STATES, "Description"]
EQUIPMENT = [[f"E{i:04}", "RR", "", "D", "CR", "9.00", "1.00", "5.00", "", "5.00", "", "x"] for i in MANY]
FOOD = [[f"B{i:04}", "", "", "5.00", "5.00", "5.00", "5.00", "x"] for i in MANY]
FOOD_HEAD = ["HCPCS", "Mod", "Mod2", *(state.replace(" ", "") for state in STATES), "Description"]
PACKAGE_HEAD = ["2025_CODE", "Short Description", "Labeler Name", "NDC or ALTERNATE ID", "Drug Name"]
PACKAGE_HEAD += ["HCPCS dosage", "PKG SIZE", "PKG QTY", "BILLUNITS", "BILLUNITSPKG"]
PACKAGES = [[f"J{i:04}", "x", "y", f"{812345678901 + i}", "z", "1 MG", "1", "1", "1", "1"] for i in MANY]
OFFSET_NAMES = ["Payment Indicator", "APC", "OPPS Payment Rate", "Device Offset Percentage"]
OFFSET_NAMES = [f"January 2021 {name}" for name in (*OFFSET_NAMES, "Device Offset Amount / Device Portion")]
OFFSETS = [[row[0], "", "x", "A2", "5112", "1000.00", "10.00%", "100.00"] for row in SURGERY]
ADDENDA = {
    "AA.csv": listed(
        ["Addendum AA -- for CY 2021"],
        ["HCPCS Code", "", *DISCOUNT],
        *([r[0], "", *r[1:]] for r in DISCOUNTED),
    ),
    "BB.csv": listed(
        ["Addendum BB -- for CY 2021"], ["HCPCS Code", "", *NAMES], *([r[0], "", *r[1:]] for r in SURGERY)
    ),
    "EE.csv": listed(["Addendum EE -- for CY 2021"], ["HCPCS Code", NAMES[0]], ["20100", "x"]),
}
LIMITS_NAME = "MCR_MUE_PractitionerServices_Eff_01-01-2016.csv"
LIMITS_HEAD = ["HCPCS/CPT Code", "MUE Values", "MUE Adjudication Indicator", "MUE Rationale"]
LIMITS = [[row[0], "2", "2 Date of Service Edit: Policy", "CMS Policy"] for row in SURGERY]
PERIODS = "Effective January 1, 2025 through March 31, 2025"


def without(*names: str) -> dict[str, bytes]:
    return {name: data for name, data in MEMBERS.items() if name not in names}


ZIP_LINES = [f"AL{35000 + i}10112000{'':54}20261\r\n".encode() for i in MANY]
HCPCS_2020 = (ROOT / "hcpcs_level_ii/csv_2020/HCPC2020_ANWEB_w_disclaimer.csv").read_bytes()
REFUSED: dict[str, tuple[str, dict[str, bytes], str, str]] = {
    "BrokenIdentity: two prices where there was one": (
        "pfs-rvu 2026A",
        {**MEMBERS, CAP: listed(CAP_HEAD, *([*row[:6], "11.00"] for row in CAPPED))},
        *("pfs_opps_cap", "accept_identity"),
    ),
    "BrokenIdentity: AA without a part of FF's codes": (
        "asc 2021-01",
        {
            **ADDENDA,
            "FF.csv": listed(
                ["Addendum FF -- for CY 2021"], ["HCPCS Code", "", NAMES[0], *OFFSET_NAMES], *OFFSETS,
                *([f"2{i:04}", *OFFSETS[0][1:]] for i in range(3)),
            ),
        },
        *("asc_addendum_aa", "accept_identity"),
    ),
    "UnreadableMember: a stray quote": (
        "pfs-rvu 2026A", gpci(at(5, "ALASKA", '"ALASKA')), "pfs_gpci", "unquote_lines"
    ),
    "UnreadableMember: NUL characters": (
        "pfs-rvu 2026A", gpci(at(5, "ALASKA", "ALA\0SKA")), "pfs_gpci", "drop_lines"
    ),
    "UnreadableMember: a damaged workbook": (
        "pfs-rvu 2026A", without(GPCI) | {"GPCI2026.xlsx": b"PK\x03\x04damaged"}, "pfs_gpci", "skip_member"
    ),
    "UnreadableMember: numbers without their zeros": (
        "asp-crosswalk 2025-01",
        {"ASP NDC.csv": listed(["ASP NDC-HCPCS Crosswalk"], [PERIODS], PACKAGE_HEAD, *PACKAGES)},
        *("asp_ndc_crosswalk", "restore_zeros"),
    ),
    "no member": ("pfs-rvu 2026A", without(GPCI), "pfs_gpci", "accept_absent"),
    "DataAboveHeader": (
        "pfs-rvu 2026A",
        gpci("\r\n".join([*LINES[:1], LINES[4], *LINES[1:4], *LINES[5:]])), "pfs_gpci", "first_data_line",
    ),
    "MissingColumns: names of localities": (
        "pfs-rvu 2026A",
        gpci("\r\n".join(re.sub(r"^((?:[^,]*,){3})[^,]*,", r"\1", line) for line in LINES)),
        *("pfs_gpci", "accept_missing"),
    ),
    "MissingColumns: names of localities beside factors": (
        "pfs-rvu 2026A",
        {
            **MEMBERS,
            "ANES2026.csv": re.sub(
                r"(?m)^((?:[^,\r\n]*,){2})[^,\r\n]*,", r"\1", MEMBERS["ANES2026.csv"].decode()
            ).encode(),
        },
        *("pfs_anesthesia_cf", "accept_missing"),
    ),
    "MissingColumns: one of HCPCS's numbered columns": (
        "hcpcs-level-ii 2020-01",
        {"ANWEB.csv": HCPCS_2020.replace(b"LABCERT3,", b"LABCERT31,")},
        *("hcpcs_level_ii", "rename_headers"),
    ),
    "MissingColumns: a numbered column that CMS left out": (
        "hcpcs-level-ii 2020-01",
        {"ANWEB.csv": HCPCS_2020.replace(b"LABCERT3,", b"Remark,")},
        *("hcpcs_level_ii", "accept_missing"),
    ),
    "MissingColumns: one of a state's two": (
        "dmepos 2025A",
        {"DMEPOS25.csv": listed(*([*row[:-2], row[-1]] for row in (EQUIPMENT_HEAD, *EQUIPMENT))),
         "DMEPEN25.csv": listed(FOOD_HEAD, *FOOD)},
        *("dmepos_fee", "accept_missing"),
    ),
    "UnexpectedColumns: a header that lost a cell": (
        "pfs-rvu 2026A",
        gpci("\r\n".join(line.replace("State,", "", 1) if i < 4 else line for i, line in enumerate(LINES))),
        *("pfs_gpci", "first_data_line"),
    ),
    "WrongSeries": (
        "ncci-mue-practitioner 2016Q1",
        {LIMITS_NAME.replace("Practitioner", "DMESupplier"): listed(LIMITS_HEAD, *LIMITS)},
        *("ncci_mue", "accept_series"),
    ),
    "RowsOutsideEnvelope: too many": (
        "pfs-rvu 2026A",
        gpci("\r\n".join([*LINES[:4], *(f"{20000 + i},AL,00,ALABAMA,1,1,0.9,0.6" for i in range(450))])),
        *("pfs_gpci", "accept_rows"),
    ),
    "RowsOutsideEnvelope: none": (
        "pfs-rvu 2026A", {**MEMBERS, CAP: listed(CAP_HEAD)}, "pfs_opps_cap", "skip_member"
    ),
    "TooManyRejectedRows: more than a list can name": (
        "pfs-rvu 2026A",
        {**MEMBERS, CAP: listed(CAP_HEAD, *CAPPED, *([*row[:6], "?"] for row in CAPPED))},
        *("pfs_opps_cap", "accept_set_aside"),
    ),
    "TooManyRejectedRows: a few, each with a figure in doubt": (
        "pfs-rvu 2026A",
        {**MEMBERS, CAP: listed(CAP_HEAD, *CAPPED, ["70460", *CAPPED[0][1:6], "7.01E-02"])},
        *("pfs_opps_cap", "accept_set_aside"),
    ),
    "TooManyRejectedRows: codes that lost zeros beside one that kept them": (
        "pfs-rvu 2026A",
        {**MEMBERS, CAP: listed(CAP_HEAD, *([code, *CAPPED[0][1:]] for code in ("0041T", "42T", "633T")))},
        *("pfs_opps_cap", "restore_zeros"),
    ),
    "ConflictingMembers": (
        "dmepos 2025A",
        {"DMEPOS25.csv": listed(EQUIPMENT_HEAD, *EQUIPMENT),
         "DMEPEN25.csv": listed(FOOD_HEAD, *FOOD, ["E0001", "RR", "", "6.00", "6.00", "6.00", "6.00", "x"])},
        *("dmepos_item", "skip_member"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_every_refusal_has_a_correction_that_settles_it(tmp_path: Path, name: str) -> None:
    posting, members, table, action = REFUSED[name]
    path, release = posted(tmp_path, members), parse_release(posting)
    doubts = inspect_release(path, sha256(path.read_bytes()).hexdigest(), release, Corrections()).doubts
    assert table in [doubt.table for doubt in doubts], doubts
    assert any(f"\n{action} = " in doubt.correction for doubt in doubts), doubts
    held = settled(tmp_path, members, release)
    applied = held.records["corrections_applied"]
    assert action in applied["action"].to_list()
    assert (table in held.frames) == (action not in ("skip_member", "accept_absent") or "Conflicting" in name)


def test_lines_of_another_width_are_read_by_the_layout_of_a_correction(tmp_path: Path) -> None:
    release = parse_release("zip-locality 2026Q1")
    path = posted(tmp_path, {"ZIP5_JAN2026.txt": b"".join(ZIP_LINES)})
    digest = sha256(path.read_bytes()).hexdigest()
    (doubt,) = inspect_release(path, digest, release, Corrections()).doubts
    assert '\nline_layout = "(?P<us_state>' in doubt.correction
    layout = (
        "(?P<us_state>..)(?P<zip_code>.{5})(?P<mac>.{5})(?P<locality>..)"
        "(?P<plus_four_flag>.) {54}(?P<period>.*)"
    )
    named = {"release": str(release), "table": "zip_locality", "member": "ZIP5_JAN2026.txt"}
    correction = Correction(**{**WHY, **named, "sha256": digest, "line_layout": layout})
    frame = conform_zip(path, release, Corrections((correction,))).frames["zip_locality"]
    assert frame.select("zip_code", "mac", "locality", "period").row(0) == ("35000", "10112", "00", "20261")


def test_a_release_that_is_nothing_without_a_damaged_member_needs_another_zip(tmp_path: Path) -> None:
    members = {"AA.xlsx": b"PK\x03\x04damaged", **{n: d for n, d in ADDENDA.items() if n != "AA.csv"}}
    path = posted(tmp_path, members)
    release = parse_release("asc 2021-01")
    (doubt,) = inspect_release(path, "0" * 64, release, Corrections()).doubts
    assert (doubt.table, doubt.correction) == ("asc_addendum_aa", "")
    assert doubt.command == 'cmsfees import COPY.zip --release "asc 2021-01"'


def test_what_a_corrected_line_reads_stays_out_of_the_records(tmp_path: Path) -> None:
    """A line of PPRRVU may hold a descriptor of the AMA's."""
    members, table, member, action = BROKEN["a broken figure"]
    path = posted(tmp_path, members)
    digest = sha256(path.read_bytes()).hexdigest()
    correction = Correction(sha256=digest, table=table, member=member, **WHY, **action)
    applied = conform_zip(path, RELEASE, Corrections((correction,))).records["corrections_applied"]
    assert applied.select("action", "detail").rows() == [("fix_lines", "5")]


@pytest.mark.parametrize(
    ("action", "says"),
    [
        ({"member": "", "skip_member": True}, "member: required"),
        ({"line_layout": "(?P<hcpcs>.{5}"}, "not a pattern"),
        ({"line_layout": ".{5}"}, "its groups need the names"),
    ],
)
def test_a_correction_that_cannot_be_applied_is_refused(action: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Correction(**{"sha256": "0" * 64, "table": "pfs_gpci", "member": GPCI, **WHY, **action})


RUBBISH = "99999,XX,AB,RUBBISH,x,1.000,y,z"
MISTAKEN = {
    "a line to drop, miscounted": ('drop_lines = [{ line = 5, old = "99999,XX" }]', "drop_lines"),
    "a line to drop, misquoted": ('drop_lines = [{ line = 6, old = "88888" }]', "drop_lines"),
    "a line to fix, miscounted": (
        f'fix_lines = [{{ line = 9, old = "{RUBBISH}", new = "" }}]', "fix_lines",
    ),
    "a line without a quotation mark": ("unquote_lines = [6]", "drop_lines"),
}  # fmt: skip


@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("name", MISTAKEN)
def test_a_wrong_correction_is_named_and_its_successor_settles_it(
    tmp_path: Path, name: str, beside: bool
) -> None:
    """Saved beside the wrong one or in its place."""
    written, action = MISTAKEN[name]
    path = posted(tmp_path, gpci("\r\n".join([*LINES[:5], RUBBISH, *LINES[5:]])))
    digest, folder = sha256(path.read_bytes()).hexdigest(), tmp_path / "corrections"
    folder.mkdir()
    (first,) = inspect_release(path, digest, RELEASE, Corrections()).doubts
    kept = [line for line in first.correction.split("\n") if not line.startswith(("drop_lines", "#"))]
    (folder / "mine.toml").write_text("# mine\n\n" + signed("\n".join([*kept, written])))
    (doubt,) = inspect_release(path, digest, RELEASE, corrections_of(RELEASE, digest, [folder])).doubts
    assert f"by the correction in {folder / 'mine.toml'}, line 3" in doubt.reason
    assert f"\n{action} = [{{ line = 6" in doubt.correction
    (folder / ("next.toml" if beside else "mine.toml")).write_text(signed(doubt.correction))
    held = conform_zip(path, RELEASE, corrections_of(RELEASE, digest, [folder]))
    assert held.missing.is_empty()
    assert held.frames["pfs_gpci"].equals(conform_zip(posted(tmp_path, MEMBERS), RELEASE).frames["pfs_gpci"])


def test_of_two_corrections_of_a_line_the_last_that_fits_applies(tmp_path: Path) -> None:
    path = posted(tmp_path, MEMBERS)
    digest = sha256(path.read_bytes()).hexdigest()
    named = {"sha256": digest, "table": "pfs_gpci", "member": GPCI, **WHY}
    fixed = [
        {"line": 5, "old": LINES[4], "new": LINES[4].replace("1.065", new)} for new in ("1.066", "1.067")
    ]
    both = Corrections(tuple(Correction(**named, fix_lines=[fix]) for fix in fixed))
    assert "1.067" in conform_zip(path, RELEASE, both).frames["pfs_gpci"]["pe_gpci"].cast(str)
