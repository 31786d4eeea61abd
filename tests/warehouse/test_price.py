"""Several procedures of one day, priced step by step on rows written by hand: amounts are (RVUs) x 10.00."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from duckdb import DuckDBPyConnection as Con

from tests.warehouse.edits import AUGUST, small_file
from warehouse.pricing.claim import LARGEST_CLAIM, BadClaim, Claim, ClaimLine, read_claim
from warehouse.pricing.claim_rules import assumed
from warehouse.pricing.price import price


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Con]:
    with small_file(tmp_path_factory.mktemp("price")) as con:
        yield con


def priced(con: Con, *codes: str, setting: str = "facility") -> dict[str, Any]:
    """`20003-59` is a line with a modifier, `97110x3` one of three units."""
    lines = []
    for text in codes:
        code, _, units = text.partition("x")
        code, *modifiers = code.split("-")
        lines.append(ClaimLine(code=code, modifiers=tuple(modifiers), units=int(units or 1)))
    return price(con, Claim.model_validate({"service_date": AUGUST, "setting": setting, "lines": lines}))


def payments(result: dict[str, Any]) -> list[str | None]:
    return [None if line["payment"] is None else str(line["payment"]) for line in result["lines"]]


def test_the_highest_procedure_is_paid_in_full_and_the_next_four_by_half(small: Con) -> None:
    """111.00; half of 91.00, 71.00, 61.00, 51.00; a sixth by report."""
    result = priced(small, "20002", "20000", "20001", "20003-59", "20005", "45378")
    assert payments(result) == ["35.50", "111.00", "45.50", "30.50", "20.50", None]
    sixth = result["lines"][5]
    assert (sixth["payment_status"], result["is_complete"]) == ("carrier_priced", False)
    assert result["total"] == Decimal("243.00")


def test_each_step_adds_up_to_the_payment(small: Con) -> None:
    for line in priced(small, "20000", "20001-62", "20002")["lines"]:
        assert sum(step["dollars"] for step in line["steps"]) == line["payment"]
        assert all(step["rule"] and step["source"] for step in line["steps"])


def test_modifiers_come_before_the_ranks(small: Con) -> None:
    """62.5 % of 91.00 are 56.88, which rank behind 20002's 71.00."""
    assert payments(priced(small, "20000", "20001-62", "20002")) == ["111.00", "28.44", "35.50"]
    assert payments(priced(small, "20000", "20001-51")) == ["111.00", "45.50"], "51 is not taken twice"


def test_endoscopies_of_one_family_are_paid_above_their_base(small: Con) -> None:
    """45385 61.00 in full; 45380 51.00 less the base's 41.00; one family needs no further reduction."""
    assert payments(priced(small, "45380", "45385")) == ["10.00", "61.00"]


def test_a_family_is_ranked_as_one_procedure(small: Con) -> None:
    """Family 71.00 after 20000's 111.00: half of 61.00 and of 10.00."""
    assert payments(priced(small, "45385", "45380", "20000")) == ["30.50", "5.00", "111.00"]


def test_the_base_is_not_paid_beside_its_family(small: Con) -> None:
    assert payments(priced(small, "45378", "45385")) == ["0.00", "61.00"]


@pytest.mark.parametrize(
    ("codes", "paid"),
    [
        (("20020-LT", "20020-RT", "20000"), ["81.00", "40.50", "55.50"]),  # 121.50 before 111.00
        (("20020-50", "20000"), ["121.50", "55.50"]),
        (("20020x2", "20000"), ["121.50", "55.50"]),  # the layout counts two units as both sides
        (("20020-LT", "20020-LT", "20000"), ["40.50", "40.50", "111.00"]),  # one side twice
        (("20020-LT", "20020-RT-59", "20000"), ["40.50", "40.50", "111.00"]),  # marked as separate
        (("20021-LT", "20021-RT"), ["76.00", "0.00"]),  # the RVUs are those of both sides
        (("20002-LT", "20002-RT"), ["71.00", "0.00"]),  # no adjustment: one side's amount for both
        (("20002x2",), ["106.50"]),  # indicator 0: two units are two procedures
        (("97110-LT", "97110-RT"), ["25.50", "15.50"]),  # therapy goes by time
    ],
)
def test_both_sides_are_one_procedure(small: Con, codes: tuple[str, ...], paid: list[str]) -> None:
    setting = "nonfacility" if codes[0].startswith("97110") else "facility"
    assert payments(priced(small, *codes, setting=setting)) == paid


def test_both_sides_come_before_the_endoscopic_base(small: Con) -> None:
    """31254 is 51.00, 31267 41.00, their base 21.00: the dearest in full, the other less the base."""
    assert payments(priced(small, "31254-LT", "31254-RT", "31267-LT")) == ["51.00", "25.50", "20.00"]
    assert payments(priced(small, "31254-LT", "31267-LT", "31267-RT")) == ["30.00", "41.00", "20.50"]


def test_a_return_for_complications_is_not_ranked(small: Con) -> None:
    """45378 has no global period: 41.00 in full with 78, half of it without."""
    assert payments(priced(small, "20000", "45378-78")) == ["111.00", "41.00"]
    assert payments(priced(small, "20000", "45378")) == ["111.00", "20.50"]
    assert payments(priced(small, "45385", "45378-78")) == ["61.00", "41.00"], "nor taken into a family"


def test_a_status_t_code_is_paid_alone_only(small: Con) -> None:
    alone = priced(small, "94760")
    assert payments(alone) == ["11.00"]
    beside = priced(small, "94760", "20000")
    assert payments(beside) == [None, "111.00"]
    assert beside["lines"][0]["payment_status"] == "bundled"
    assert "20000" in beside["lines"][0]["reason"]
    assert payments(priced(small, "94760", "20009")) == ["11.00", None], "a denied line is not paid"


def test_further_cardiovascular_tests_lose_a_quarter_of_their_technical_part(small: Con) -> None:
    """93000 is 17.00: 93005 10.00 and 93010 7.00; 93040 15.00: 10.00 and 5.00. The first is paid in full."""
    assert payments(priced(small, "93000", "93040", setting="nonfacility")) == ["17.00", "12.50"]
    assert payments(priced(small, "93010", "93040", setting="nonfacility")) == ["7.00", "15.00"]


def test_a_modifier_without_a_rule_leaves_the_price_open(small: Con) -> None:
    result = priced(small, "20000-ZZ-GA")
    assert payments(result) == ["111.00"]
    assert "Line 1: no rule for the effect of ZZ" in result["not_decided"]
    assert not result["is_complete"]
    assert priced(small, "20000-GA")["is_complete"]


def test_further_imaging_loses_half_its_technical_and_a_twentieth_of_its_professional_part(
    small: Con,
) -> None:
    """72141 is 25.00 and 18.00 technical, the dearer; 72148 15.00 x 0.95 = 14.25 and 16.00 x 0.5 = 8.00."""
    assert payments(priced(small, "72148", "72141", setting="nonfacility")) == ["22.25", "43.00"]
    assert payments(priced(small, "72148-26", "72141-26")) == ["14.25", "25.00"]


def test_further_therapy_loses_half_its_practice_expense(small: Con) -> None:
    """97110: 2.55 x 10 in full, then (0.45 + 1.00 + 0.10) x 10; 97140: (0.43 + 0.50 + 0.10) x 10."""
    assert payments(priced(small, "97140", "97110x2", setting="nonfacility")) == ["10.30", "41.00"]


@pytest.mark.parametrize(
    ("codes", "denied", "word"),
    [
        (("20000", "20003"), {2}, "NCCI PTP with 20000"),
        (("20000", "20003-59"), set(), ""),
        (("20000", "20003-51"), {2}, "NCCI PTP with 20000"),  # 51 bypasses nothing
        (("20000-59", "20003"), set(), ""),  # since 2019-07-01 on column 1 as well
        (("20000-RT", "20003"), {2}, "NCCI PTP with 20000"),  # a side of column 1 alone
        (("20000-RT", "20003-RT"), {2}, "NCCI PTP with 20000"),
        (("20000-RT", "20003-LT"), set(), ""),
        (("20000", "20003-59", "20003"), {3}, "NCCI PTP with 20000"),
        (("20000", "20004-59"), {2}, "under any modifier"),
        (("20000", "20000"), {1, 2}, "MUE of 1 units (MAI 2)"),
        (("97110x2", "97110x3"), {2}, "MUE of 2 units (MAI 1)"),
        (("20009", "20001"), {1}, "without any primary"),
        (("20009", "20000"), set(), ""),
        (("20009", "20000x2"), {1, 2}, ""),  # its primary is denied by the MUE
        (("20010",), set(), ""),
    ],
)
def test_edits_deny_lines(small: Con, codes: tuple[str, ...], denied: set[int], word: str) -> None:
    lines = priced(small, *codes, setting="nonfacility")["lines"]
    assert {line["number"] for line in lines if line["payment_status"] == "denied"} == denied
    assert all(word in line["reason"] for line in lines if line["payment_status"] == "denied")


def test_it_says_what_it_does_not_decide(sample: Con) -> None:
    """The sample holds no NCCI tables, so it cannot know of edits, and says so."""
    claim = {
        "service_date": "2026-02-01",
        "setting": "facility",
        "lines": [{"code": "20957"}, {"code": "27447"}],
    }
    result = price(sample, Claim.model_validate(claim))
    assert payments(result) == ["2456.30", "579.68"]
    assert "ptp: no release of ncci-ptp-practitioner is loaded" in result["not_decided"]
    assert any("medical necessity" in note for note in result["not_decided"])
    assert result["ptp"][0]["answer"] == "no_data"


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"setting": "clinic"}, "setting: 'clinic' is not a setting"),
        ({"lines": [{"code": "2095"}]}, "lines.0: '2095' is not a procedure code"),
        ({"lines": [{"code": "20957", "modifiers": ["5"]}]}, "'5' is not a modifier"),
        ({"lines": [{"code": "20957", "modifiers": "26 5"}]}, "'5' is not a modifier"),
        ({"mac": "x", "locality": "00"}, "'x' is not a MAC"),
        ({"lines": [{"code": "20957", "units": -1}]}, r"json: lines.0.units: [^;]*\. To do"),
        ({"lines": [{"code": "20957", "units": 1.5}]}, "lines.0.units"),
        ({"lines": []}, "lines"),
        ({"locallity": "00"}, "locallity"),
        ({"locality": "00"}, "mac and locality go together"),
        ({"mac": "10112"}, "mac and locality go together"),
        ({"service_date": "2026-13-01"}, "service_date"),
    ],
)
def test_a_wrong_file_is_refused_by_the_name_of_its_field(
    tmp_path: Path, wrong: dict[str, Any], word: str
) -> None:
    claim = {"service_date": "2026-02-01", "setting": "facility", "lines": [{"code": "20957"}]} | wrong
    path = tmp_path / "lines.json"
    path.write_text(json.dumps(claim), encoding="utf-8")
    with pytest.raises(BadClaim, match=word):
        read_claim(path)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "not valid JSON"),
        ("[" * 100_000, "nested too deeply"),
        (" " * (LARGEST_CLAIM + 1), "larger than 16 MB"),
        ("20957", "claim: "),
        ('{"lines": [{"code": "20957", "code": "27447"}]}', "duplicate field code in one object"),
    ],
)
def test_a_file_that_is_not_a_claim_is_rejected(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "lines.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadClaim, match=word):
        read_claim(path)


def test_a_csv_is_the_claim_that_json_is(tmp_path: Path) -> None:
    lines = tmp_path / "lines.csv"
    lines.write_text(
        "service_date,setting,code,modifiers,units\n02/01/2026,office, 27447-rt ,59;51,\n,,29881,,2\n",
        encoding="utf-8",
    )
    claim = {
        "service_date": "2026-02-01",
        "setting": "nonfacility",
        "lines": [{"code": "27447", "modifiers": ["RT", "59", "51"]}, {"code": "29881", "units": 2}],
    }
    assert read_claim(lines) == Claim.model_validate(claim)


def test_a_csv_of_two_days_is_not_a_claim(tmp_path: Path) -> None:
    path = tmp_path / "lines.csv"
    path.write_text(
        "code,service_date,setting\n27447,2026-02-01,asc\n29881,2026-02-02,asc\n", encoding="utf-8"
    )
    with pytest.raises(BadClaim, match="service_date is 2026-02-01 on one line and 2026-02-02 on another"):
        read_claim(path)


def test_imaging_of_a_separate_session_is_not_reduced(small: Con) -> None:
    """72148 is 31.00 in all; the record layout reduces what is done in the same session."""
    assert payments(priced(small, "72148", "72141", setting="nonfacility")) == ["22.25", "43.00"]
    for modifier in ("59", "XE"):
        result = priced(small, f"72148-{modifier}", "72141", setting="nonfacility")
        assert payments(result) == ["31.00", "43.00"]
        assert any(f"Line 1: {modifier} is assumed to be valid" in note for note in result["not_decided"])
    assert payments(priced(small, "72148-XU", "72141", setting="nonfacility")) == ["22.25", "43.00"]


def test_the_parts_of_one_operation_are_not_a_second_procedure(small: Con) -> None:
    """20020 is 81.00 with shares of 10, 69 and 21 %: 63.99 for 54, 17.01 for 55, neither of them halved."""
    assert payments(priced(small, "20022-54", "20022-55")) == ["63.99", "17.01"]
    assert payments(priced(small, "20022-54-RT", "20022-55-RT", "20000")) == ["32.00", "8.51", "111.00"]
    assert payments(priced(small, "20022-55", "20022-55")) == ["17.01", "8.51"], "twice the same part"


def test_the_parts_of_one_operation_are_one_unit_of_its_limit(small: Con) -> None:
    """20000 has an MUE of 1 (MAI 2); 54 and 55 are parts of that one operation."""
    assert [line["payment_status"] for line in priced(small, "20000-54", "20000-55")["lines"]] != [
        "denied",
        "denied",
    ]
    assert {line["payment_status"] for line in priced(small, "20000-54", "20000-54")["lines"]} == {"denied"}


@pytest.mark.parametrize(
    ("line", "paid"),
    [
        ("20020-LT-RT", "121.50"),  # record layout: 150 % with 50 "or by any other means"
        ("20020-LT-RTx2", "121.50"),  # a unit for each side
        ("20020-50", "121.50"),
        ("20021-LT-RT", "76.00"),  # the RVUs are those of both sides
        ("20002-LT-RT", "71.00"),  # no adjustment
    ],
)
def test_both_sides_on_one_line_are_modifier_50(small: Con, line: str, paid: str) -> None:
    assert payments(priced(small, line)) == [paid]


@pytest.mark.parametrize(
    "line", ["20000-54-55", "20000-54-55-56", "20020-50x2", "20020-LT-RTx3", "20000-62-80", "72148-26-TC"]
)
def test_contradictory_modifiers_are_not_priced(small: Con, line: str) -> None:
    result = priced(small, line)
    assert [line["payment_status"] for line in result["lines"]] == ["not_decided"]
    assert payments(result) == [None]
    assert not result["is_complete"]


def test_a_status_t_code_is_not_paid_beside_what_the_contractor_prices(small: Con) -> None:
    assert payments(priced(small, "94760", "20023")) == [None, None]


def test_g2211_is_denied_with_a_visit_with_modifier_25(small: Con) -> None:
    """In 2024 always (88 FR 78818); from 2025 it takes a preventive service to be paid."""
    assert payments(priced(small, "99213-25", "G2211", setting="nonfacility")) == ["41.00", None]
    assert payments(priced(small, "99213", "G2211", setting="nonfacility")) == ["41.00", "24.00"]
    denied = priced(small, "99213-25", "G2211", setting="nonfacility")
    assert denied["lines"][1]["payment_status"] == "denied"
    assert denied["total"] == Decimal("41.00")


class Counted:
    """A connection that counts its statements."""

    def __init__(self, con: Con) -> None:
        self.con = con
        self.statements = 0

    def execute(self, sql: str, values: list[Any]) -> Con:
        self.statements += 1
        return self.con.execute(sql, values)


@pytest.mark.parametrize("number", [1, 15])
def test_a_claim_of_any_length_runs_the_same_number_of_statements(small: Con, number: int) -> None:
    """A statement costs milliseconds to plan: 15 lines asked one by one took 690 ms, and together take 75."""
    lines = tuple(
        ClaimLine(code=f"200{line:02}", modifiers=("26",) if line % 2 else ()) for line in range(number)
    )
    counted = Counted(small)
    price(counted, Claim(service_date=AUGUST, setting="facility", lines=lines))  # type: ignore[arg-type]
    assert counted.statements == 11


@pytest.mark.parametrize(
    ("modifiers", "is_named"), [({"59"}, True), ({"XE"}, True), ({"XS"}, False), (set(), False)]
)
@pytest.mark.parametrize("indicator", ["4", "6", "7"])
def test_a_session_that_may_be_separate_is_named(indicator: str, modifiers: set[str], is_named: bool) -> None:
    """Record layout: 4 reduces imaging in the same session; 6 and 7 name no session, and stay reduced."""
    one = SimpleNamespace(number=1, modifiers=("26",), figures={"multiple_procedure": indicator})
    two = SimpleNamespace(number=2, modifiers=tuple(modifiers), figures={"multiple_procedure": indicator})
    found = [text for text in assumed([one, two], []) if "exempts a separate session" in text]  # type: ignore[list-item]
    assert bool(found) == (is_named and indicator != "4")
    assert not list(assumed([two], []))  # type: ignore[list-item]
