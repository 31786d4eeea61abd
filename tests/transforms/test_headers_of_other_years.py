"""Headers as CMS has spelled them, or would, in years whose files are not in the copy: each names its column.

Where a header may mean another figure, it is in doubt.
"""

import pytest

from sources.release import parse_release
from transforms.errors import Location, ReleaseRejected
from transforms.reading.header import IGNORED, find_header
from transforms.tables import TABLES

Names = list[str]
PLACE = ["Carrier", "Locality", "Locality Name"]
CAP = ["HCPCS", "MOD", "PROCSTAT", "CARRIER", "LOCALITY"]
B = ["HCPCS Code", "Short Descriptor", "SI", "APC", "Relative Weight", "Payment Rate"]
COPAYMENTS = ["National Unadjusted Copayment", "Minimum Unadjusted Copayment"]
AA = ["HCPCS Code", "", "Short Descriptor", "Subject to Multiple Procedure Discounting"]
FF = ["HCPCS Code", "", "Short Descriptor", "January 2021 Payment Indicator", "January 2021 APC"]
INDICES = ["work_gpci", "pe_gpci", "mp_gpci"]
FIGURES = ["payment_indicator", "payment_weight", "payment_rate"]
PRICES = ["facility_amount", "nonfacility_amount"]


def claims(table: str, release: str, *header: Names) -> Names:
    """Whose each column of the header is."""
    place = Location(parse_release(release), "any.csv", table)
    return list(find_header(TABLES[table], header, place).claims)


@pytest.mark.parametrize(
    ("year", "work", "pe", "mp"),
    [
        ("2013", "2013 Work GPCI", "2013 PE GPCI", "2013 MP GPCI"),
        ("2013", "Work", "PE", "MP"),
        ("2013", "Work Index", "PE Index", "MP Index"),
        ("2013", "WORK GPCIs", "PE GPCIs", "PLI GPCIs"),
        ("2013", "Work GPCI1", "PE GPCI2", "MP GPCI3"),
        ("2013", "PW GPCI (Includes 1.0 Floor)", "PE GPCI", "MP GPCI"),
        ("2013", "Physician Work GPCI", "Practice Expense GPCI", "Malpractice GPCI"),
        ("2015", "2015 PW GPCI**", "2015 PE GPCI", "2015 MP GPCI"),
        ("2015", "2015 Work GPCI with floor", "2015 PE GPCI", "2015 MP GPCI"),
        ("2015", "2015 PW GPCI (with 1.0 Floor through 3/31/2015)", "2015 PE GPCI", "2015 MP GPCI"),
        ("2015", "2015 Work GPCI (January 1 - March 31)", "PE GPCI", "MP GPCI"),
        ("2019", "2019 PW GPCI (with 1.0 Work Floor)", "2019 PE GPCI", "2019 MP GPCI"),
    ],
)
def test_indices(year: str, work: str, pe: str, mp: str) -> None:
    assert claims("pfs_gpci", f"pfs-rvu {year}A", [*PLACE, work, pe, mp])[3:] == INDICES


def test_work_indices_without_the_floor_are_a_column_of_their_own() -> None:
    header = [*PLACE, "2013 Work GPCI without floor", "2013 Work GPCI with floor", "PE GPCI", "MP GPCI"]
    assert claims("pfs_gpci", "pfs-rvu 2013A", header)[3:] == ["work_gpci_without_floor", *INDICES]


@pytest.mark.parametrize(
    ("release", "header", "expected"),
    [
        (
            "2015A",
            ["Work GPCI Jan - Mar", "Work GPCI Apr - Dec", "PE GPCI", "MP GPCI"],
            ["work_gpci", IGNORED, "pe_gpci", "mp_gpci"],
        ),
        (
            "2015B",
            ["Work GPCI Jan - Mar", "Work GPCI Apr - Dec", "PE GPCI", "MP GPCI"],
            [IGNORED, "work_gpci", "pe_gpci", "mp_gpci"],
        ),
        (
            "2015A",
            [f"{year} {name} GPCI" for year in (2014, 2015) for name in ("Work", "PE", "MP")],
            [IGNORED, IGNORED, IGNORED, *INDICES],
        ),
    ],
)
def test_the_column_of_the_release_is_read(release: str, header: Names, expected: Names) -> None:
    """The floor of the work index ended on 2015-03-31, and came back from April 1 by law."""
    assert claims("pfs_gpci", f"pfs-rvu {release}", [*PLACE, *header])[3:] == expected


@pytest.mark.parametrize(
    ("work", "why"),
    [
        ("Work GPCI Apr - Dec", "expected columns of 2015A; found 'Work GPCI Apr - Dec'"),
        ("Work GPCI (with 1.0 floor through 12/31/2014)", "expected columns of 2015A"),
        ("Proposed Work GPCI", r"\['work_gpci'\] missing\); found \['Proposed Work GPCI'\]"),
    ],
)
def test_an_index_of_another_period_is_in_doubt(work: str, why: str) -> None:
    with pytest.raises(ReleaseRejected, match=why):
        claims("pfs_gpci", "pfs-rvu 2015A", [*PLACE, work, "PE GPCI", "MP GPCI"])


@pytest.mark.parametrize(
    "header",
    [
        "2013 Anesthesia Conversion Factor",
        "2013 Anes CF ($)",
        "National Anes CF of $21.9243",
        "2013 National Anes CF of $21.9243",
        "Anes CF = $21.9243",
        "National Anes CF: 21.9243",
        "2013 Anes Conv Factor",
        "Anesthesia Conversion Factor (National = $21.92)",
        "Conversion Factor",
        "2013 Anesthesia $ Conversion Factor",
        "2013 National Average Anesthesia Conversion Factor of $21.9243",
    ],
)
def test_anesthesia_factors(header: str) -> None:
    assert claims("pfs_anesthesia_cf", "pfs-rvu 2013A", [*PLACE, header])[3] == "conversion_factor"


@pytest.mark.parametrize(
    ("facility", "nonfacility"),
    [
        ("2013 FACILITY PRICE ($)", "2013 NON FACILITY PRICE ($)"),
        ("FAC $", "NON-FAC $"),
        ("$FACILITY PRICE", "$NON-FACILITY PRICE"),
        ("FACILITY", "NON-FACILITY"),
        ("Fac Fee", "Non-Fac Fee"),
        ("Facility Capped Price", "Non-Facility Capped Price"),
        ("FACILITY $ AMT", "NON-FACILITY $ AMT"),
        ("FACILITY PAYMENT", "NON-FACILITY PAYMENT"),
        ("FACILITY CAP AMOUNT", "NON-FACILITY CAP AMOUNT"),
    ],
)
def test_capped_prices(facility: str, nonfacility: str) -> None:
    assert claims("pfs_opps_cap", "pfs-rvu 2013A", [*CAP, facility, nonfacility])[5:] == PRICES


@pytest.mark.parametrize("written", ["CARIER", "CRRIER", "CARRIRE", "CONTRATOR", "MAC", "CARRIER NUMBR"])
def test_contractors_of_capped_prices(written: str) -> None:
    """CMS itself wrote CARIER; a typo in a word that other years do not use is understood too."""
    header = [*CAP[:3], written, "LOCALITY", "FACILITY PRICE", "NON-FACILITY PRICE"]
    assert claims("pfs_opps_cap", "pfs-rvu 2011A", header)[3] == "mac"


@pytest.mark.parametrize(
    "header",
    [
        ["Carrier", "Locality", "State", "Fee Schedule Area", "Counties"],
        ["Contractor Number", "Locality Number", "State", "Localities", "Counties"],
        ["Contractor", "Locality", "State", "Area", "County"],
        ["Mac Number", "Locality", "State Name", "Locality Name", "Counties Included"],
    ],
)
def test_counties(header: Names) -> None:
    expected = ["mac", "locality", "us_state", "fee_schedule_area", "counties"]
    assert claims("pfs_locality_county", "pfs-rvu 2013A", header) == expected


@pytest.mark.parametrize(
    ("release", "header", "last"),
    [
        ("2012-01", ["HCPCS Code", "Short Descriptor", "CI", *B[2:], *COPAYMENTS], "minimum_copayment"),
        ("2012-01", ["CPT/ HCPCS", "Description", *B[2:], *COPAYMENTS], "minimum_copayment"),
        ("2015-01", [*B, *COPAYMENTS, "* Indicates a Change from prior quarter"], "is_changed"),
        (
            "2012-01",
            [*B, "National Unadjusted Coinsurance", "Minimum Unadjusted Coinsurance"],
            "minimum_copayment",
        ),
        ("2012-01", [*B, "Natl Unadj Copay", "Min Unadj Copay"], "minimum_copayment"),
    ],
)
def test_addendum_b(release: str, header: Names, last: str) -> None:
    found = claims("opps_addendum_b", f"opps {release}", header)
    assert "" not in found
    assert found[-1] == last


@pytest.mark.parametrize("table", ["asc_addendum_aa", "asc_addendum_bb"])
@pytest.mark.parametrize(
    ("release", "written", "rate"),
    [
        ("2021-01", "January 2021 {}", "Payment Rate"),
        ("2021-01", "Jan. 2021 {}", "Payment Rate"),
        ("2021-01", "Final CY 2021 {}", "Payment Rate"),
        ("2021-01", "CY2021 {}", "Payment Rate"),
        ("2021-01", "January 2021 ASC {}", "Payment Rate"),
        ("2021-01", "{} (January 2021)", "Payment Rate"),
        ("2021-01", "January CY 2021 {}2", "Payment Rate"),
        ("2012-01", "Final CY 2012 {}", "Payment"),
    ],
)
def test_surgical_centers(table: str, release: str, written: str, rate: str) -> None:
    figures = [written.format(name) for name in ("Payment Indicator", "Payment Weight", rate)]
    header = [*AA[:3], *(AA[3:] if table == "asc_addendum_aa" else []), *figures]
    assert claims(table, f"asc {release}", header)[-3:] == FIGURES


def test_the_move_to_the_new_rates_of_surgical_centers() -> None:
    """To 2010 a blend was paid; what the new rates alone would come to is another figure."""
    blend = [
        "CY 2010 Payment Indicator",
        *(f"CY 2010 Third Year Transition Payment{w}" for w in (" Weight", "")),
    ]
    alone = ["CY 2010 Fully Implemented Payment Weight", "CY 2010 Fully Implemented Payment"]
    found = claims("asc_addendum_aa", "asc 2010-01", [*AA, *blend, *alone])
    assert found[-5:] == [*FIGURES, IGNORED, IGNORED]


@pytest.mark.parametrize(
    ("table", "release", "header", "column"),
    [
        ("clfs", "clfs 2018Q1", ["HCPCS", "Mod", "Eff Date", "Ind", "National Rate", "Short Desc"], "rate"),
        (
            "asc_wage_index",
            "asc-wage-index 2018",
            ["CBSA Code", "CBSA Name", "CY2018 ASC Wage Index"],
            "wage_index",
        ),
        ("asc_wage_index", "asc-wage-index 2018", ["CBSA", "CBSA Name", "Wage Index 2018"], "wage_index"),
        (
            "ncci_mue",
            "ncci-mue-practitioner 2021Q1",
            ["HCPCS/CPT Code", "Practitioner MUE Values", "MUE Adjudication Indicator", "MUE Rationale"],
            "mue_value",
        ),
    ],
)
def test_other_files(table: str, release: str, header: Names, column: str) -> None:
    found = claims(table, release, header)
    assert column in found
    assert "" not in found


def test_underscores_with_and_without_a_footnote() -> None:
    """CMS writes `_2025_CODE` itself; elsewhere underscores stand for blanks."""
    drug = ["Short Description", "LABELER NAME", "NDC2", "Drug Name", "HCPCS dosage", "PKG SIZE", "PKG QTY"]
    header = ["_2025_CODE (3)", *drug, "BILLUNITS", "BILLUNITSPKG"]
    assert claims("asp_ndc_crosswalk", "asp-crosswalk 2025-04", header)[0] == "hcpcs"
    stated = "National_Anes_CF_(with_2.5%_statutory_increase)_of_20.599835"
    factors = [f"Qualifying_APM_{stated}", f"Non-Qualifying_APM_{stated}"]
    found = claims("pfs_anesthesia_cf", "pfs-rvu 2026A", [*PLACE, *factors])
    assert found[3:] == ["qualifying_factor", "conversion_factor"]


def test_a_lost_blank_is_not_a_lost_separator() -> None:
    """`HCPCS` and `dosage` are columns too; in the first header both are there, in the second only one."""
    drug = ["LABELER NAME", "NDC2", "Drug Name", "HCPCSdosage", "PKG SIZE", "PKG QTY", "BILLUNITS"]
    header = ["_2024_CODE", "Short Description", *drug, "BILLUNITSPKG"]
    assert claims("asp_ndc_crosswalk", "asp-crosswalk 2024-04", header)[5] == "dosage"
    with pytest.raises(ReleaseRejected):
        claims("asp_ndc_crosswalk", "asp-crosswalk 2024-04", header[1:])


def test_marks_have_no_name_between_the_others() -> None:
    """A blank column before the codes, where a table begins in the second column of its sheet, is none."""
    figures = [f"January 2021 Payment {name}" for name in ("Indicator", "Weight", "Rate")]
    found = claims("asc_addendum_aa", "asc 2021-01", ["", *AA, *figures])
    assert found[:3] == ["", "hcpcs", "flag"]
