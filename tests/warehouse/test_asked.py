"""Questions written otherwise are the same questions, and what contradicts itself has no amount."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.warehouse.handmade import Shelf, pair, rvu
from warehouse.build.build_file import build
from warehouse.pricing.normalize import NotUnderstood, normalize_setting

Con = duckdb.DuckDBPyConnection
DAY = "DATE '2014-02-01'"


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Con]:
    """Each code is work 1.00, PE 2.00 and 1.00, MP 0.10 in the final release of early 2014, at 35.8228."""
    root = tmp_path_factory.mktemp("asked")
    shelf = Shelf(root / "shelf")
    surgery: dict[str, Any] = {"bilateral_surgery": "1", "multiple_procedure": "2", "global_days": "090"}
    shares = ("preoperative_share", "intraoperative_share", "postoperative_share")
    surgery |= {name: Decimal(part) for name, part in zip(shares, ("0.10", "0.69", "0.21"), strict=True)}
    rows = [
        rvu("29826", "1.00", "35.8228", **surgery),
        rvu("98941", "1.00", "35.8228", calculation_flag="3"),
        rvu("93005", "1.00", "35.8228", pctc_indicator="3"),
        rvu("96446", "1.00", "35.8228", pctc_indicator="5"),
        *(
            rvu("71046", "1.00", "35.8228", pctc_indicator="1", modifier=modifier)
            for modifier in (None, "26", "TC")
        ),
    ]
    here: dict[str, Any] = {"mac": "10112", "locality": "00", "locality_name": "Alabama"}
    here |= {"work_gpci": Decimal("0.977"), "pe_gpci": Decimal("0.900"), "mp_gpci": Decimal("0.500")}
    place = {"us_state": "MA", "mac": "10112", "locality": "00"}
    revisions = [
        shelf.put("pfs-rvu 2014A", pfs_rvu=rows, pfs_gpci=[here]),
        shelf.put(
            "ncci-ptp-practitioner 2014Q1",
            ncci_ptp=[pair("29826", "98941", indicator="0") | {"effective_date": date(2010, 1, 1)}],
        ),
        shelf.put(
            "zip-locality 2014Q1",
            zip_locality=[
                {"zip_code": "02339", "plus_four_flag": "1", **place},
                {"zip_code": "35203", "plus_four_flag": "0", **place},
                {"zip_code": "02532", "plus_four_flag": "1", **place},
                {"zip_code": "02532", "plus_four": "1234", "plus_four_flag": "1", **place, "locality": "99"},
            ],
        ),
    ]
    with duckdb.connect(build(root / "a.duckdb", revisions, shelf.folders), read_only=True) as opened:
        yield opened


def payment(con: Con, code: str, modifiers: Any, setting: str) -> tuple[Any, ...]:
    asked = f"pfs_payment($1, $2, NULL, NULL, {DAY}, $3)"
    query = f"SELECT payment, payment_status, reason FROM {asked}"
    return con.execute(query, [code, modifiers, setting]).fetchall()[0]


@pytest.mark.parametrize("modifiers", ["50", "LT RT", "rt-lt", "RT, LT", ["LT", "RT"], "50 LT RT"])
def test_left_and_right_on_one_line_are_both_sides(con: Con, modifiers: Any) -> None:
    """Bilateral indicator 1: 2.10 x 35.8228 = 75.23, x 1.5 = 112.845 (faults A12)."""
    assert payment(con, "29826", modifiers, "facility")[:2] == (Decimal("112.85"), "paid")


def test_a_null_in_a_list_of_modifiers_is_no_modifier(con: Con) -> None:
    """Claims have four columns of modifiers, most of them empty."""
    asked = [
        payment(con, "29826", given, "facility")[:2] for given in (["50", None, None, None], [None, "50"])
    ]
    assert {*asked} == {(Decimal("112.85"), "paid")}
    assert payment(con, "29826", [None, None], "facility")[:2] == (Decimal("75.23"), "paid")
    assert payment(con, "29826", "NULL", "facility")[1] == "not_understood"


@pytest.mark.parametrize("modifiers", ["54 55", "55-54", ["54", "55", "56"], "62 80"])
def test_modifiers_that_exclude_each_other_have_no_amount(con: Con, modifiers: Any) -> None:
    """A11 and A13: surgical care alone and care after it alone are two lines."""
    amount, status, reason = payment(con, "29826", modifiers, "facility")
    assert (amount, status) == (None, "not_decided")
    assert "with" in reason


@pytest.mark.parametrize(
    ("code", "modifiers", "setting", "status"),
    [
        ("93005", None, "facility", "paid"),
        ("93005", None, "hospital_outpatient", "not_paid"),  # PC/TC 3: the hospital's own
        ("93005", None, "ASC", "not_paid"),
        (
            "96446",
            None,
            "Hospital Outpatient",
            "not_paid",
        ),  # PC/TC 5: incident to, never for a hospital's patient
        ("96446", None, "asc", "paid"),
        ("71046", "TC", "facility", "paid"),
        ("71046", "TC", "hopd", "not_paid"),
        ("71046", "26", "hopd", "paid"),
        ("71046", "TC", "office", "paid"),
    ],
)
def test_a_technical_component_is_the_facilitys(
    con: Con, code: str, modifiers: str | None, setting: str, status: str
) -> None:
    amount, found, _ = payment(con, code, modifiers, setting)
    assert found == status
    assert (amount is None) == (status != "paid")


@pytest.mark.parametrize("code", ["98941", "29826", "71046"])
@pytest.mark.parametrize("setting", ["facility", "nonfacility"])
def test_fees_in_a_locality_are_what_is_paid_there(con: Con, code: str, setting: str) -> None:
    """Calculation flag 3 (0.98 until 2014) and the floor of work count in both."""
    [(fee,)] = con.execute(
        f"SELECT amount FROM fees_of($1, {DAY}, in_mac := '10112', in_locality := '0') "
        "WHERE schedule = 'physician' AND pfs_setting = $2 AND modifier IS NULL",
        [code, setting],
    ).fetchall()
    [(paid,)] = con.execute(
        f"SELECT payment FROM pfs_payment($1, NULL, '10112', '00', {DAY}, $2)", [code, setting]
    ).fetchall()
    assert fee == paid


def test_the_flag_counts_in_a_locality(con: Con) -> None:
    """(1.00 + 2.00 x 0.900 + 0.10 x 0.500) x 35.8228 = 102.09, x 0.98 = 100.0482; work at its floor."""
    found = con.execute(
        f"SELECT amount FROM fees_of('98941', {DAY}, in_mac := '10112', in_locality := '00') "
        "WHERE pfs_setting = 'nonfacility'"
    ).fetchall()
    assert found == [(Decimal("100.050"),)]


def test_a_card_accepts_a_code_in_any_common_spelling(con: Con) -> None:
    cards = con.execute(f"SELECT code_card(' 29826', {DAY}) = code_card('29826 ', {DAY})").fetchall()
    assert cards == [(True,)]


def test_a_code_may_be_a_number(con: Con) -> None:
    """A column of codes without letters is often read as one."""
    asked = ("site_of_service_of({}, $1)", "fees_of({}, $1)", "pfs_payment({}, NULL, NULL, NULL, $1, '11')")
    for question in asked:
        number, text = (
            con.execute(f"FROM {question.format(code)} ORDER BY ALL", ["2014-02-01"]).fetchall()
            for code in ("98941", "'98941'")
        )
        assert number == text != []
    [(same,)] = con.execute(f"SELECT code_card(98941, {DAY}) = code_card('98941', {DAY})").fetchall()
    assert same


def by_zip(con: Con, zip_code: str | None) -> list[tuple[Any, ...]]:
    asked = f"pfs_payment_by_zip('98941', NULL, $1, {DAY}, 'nonfacility')"
    return con.execute(f"SELECT payment, payment_status, reason FROM {asked}", [zip_code]).fetchall()


@pytest.mark.parametrize("zip_code", ["02339", " 02339 ", "02339-1234", "023391234", "02339 1234"])
def test_an_answer_that_needs_nine_digits_says_so(con: Con, zip_code: str) -> None:
    """A18: CMS flags 580 ZIP codes; its ZIP9 file decides them."""
    [(amount, status, reason)] = by_zip(con, zip_code)
    assert (amount, status) == (Decimal("100.05"), "paid")
    assert "last four digits decide" in reason


def test_a_zip_code_without_the_flag_needs_no_more(con: Con) -> None:
    [(_, status, reason)] = by_zip(con, "35203-1234")
    assert (status, "digits" in reason) == ("paid", False)


@pytest.mark.parametrize(
    ("zip_code", "localities"),
    [
        ("02532-1234", [("99", False)]),
        ("02532-9999", [("00", True)]),
        ("02532", [("00", True), ("99", False)]),
    ],
)
def test_nine_digits_are_in_the_locality_of_the_nine_digits(
    con: Con, zip_code: str, localities: list[tuple[str, bool]]
) -> None:
    """A record of ZIP9 precedes the ZIP code's own, which is only the usual locality, and needs no note."""
    query = f"SELECT locality, note IS NOT NULL FROM localities_of_zip($1, {DAY}) ORDER BY ALL"
    assert con.execute(query, [zip_code]).fetchall() == localities


@pytest.mark.parametrize("zip_code", ["2339", "0233", "O2339", "02339-12", "", None])
def test_an_invalid_zip_code_is_not_understood(con: Con, zip_code: str | None) -> None:
    [(amount, status, reason)] = by_zip(con, zip_code)
    assert (amount, status) == (None, "not_understood")
    assert "ZIP code" in reason


MANGLED = st.text(alphabet="29826 -,.5LTRtl0O\t'", max_size=12)


@settings(max_examples=30, deadline=None)
@given(code=st.one_of(st.just("29826"), MANGLED), modifiers=MANGLED, setting=MANGLED)
def test_a_mangled_question_never_has_another_amount(
    con: Con, code: str, modifiers: str, setting: str
) -> None:
    """Paid only where code, modifiers and setting are those of a plain question, at its amount."""
    words = modifiers.upper().translate(str.maketrans("-,'", "   ")).split()
    amount, status, _ = payment(con, code, modifiers, "facility")
    if status == "paid":
        assert code.strip() == "29826"
        assert payment(con, "29826", sorted(set(words)), "facility")[0] == amount
    try:
        plain = normalize_setting(setting)
    except NotUnderstood:
        assert payment(con, "29826", None, setting)[1] == "not_understood"
    else:  # a place-of-service code, such as 22
        assert payment(con, "29826", None, setting)[0] == payment(con, "29826", None, plain)[0]


@settings(max_examples=30, deadline=None)
@given(
    blanks=st.text(alphabet=" \t", max_size=3),
    separator=st.sampled_from(["-", " ", ","]),
    lower=st.booleans(),
)
def test_a_mangled_pair_is_never_free_of_its_edit(con: Con, blanks: str, separator: str, lower: bool) -> None:
    line = f"98941{separator}rt"
    codes = [f" 29826{separator}59", line if lower else line.upper(), blanks]
    asked = f"SELECT answer FROM ptp_conflicts($1, {DAY}, ' Practitioner')"
    answers = {answer for (answer,) in con.execute(asked, [codes]).fetchall()}
    assert answers == {"edit", "no_such_code"}
