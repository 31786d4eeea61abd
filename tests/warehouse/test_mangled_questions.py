"""A mangled question has the answer of the plain one, or is refused with the reason: never another amount."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from duckdb import DuckDBPyConnection as Con
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from typer.testing import CliRunner

from cmsfees import OpenSnapshot
from flows.cli.main import app
from tests.warehouse import written
from tests.warehouse.edits import AUGUST, small_file
from warehouse.cases.case import Case, CaseLine
from warehouse.pricing.claim import BadClaim, Claim, read_claim
from warehouse.pricing.claim_837 import read_837
from warehouse.pricing.price import price

DAY = date(2026, 2, 1)
LINE: dict[str, Any] = {"code": "G0105", "modifiers": ["59", "LT"], "units": 2}
CLAIM: dict[str, Any] = {
    "service_date": "2026-02-01",
    "setting": "facility",
    "mac": "02102",
    "locality": "01",
    "lines": [LINE],
}
CASE = {name: value for name, value in CLAIM.items() if name != "setting"} | {
    "cbsa": "13820",
    "ccn": "010006",
}
LINES = st.one_of(
    written.word_or_blank("G0105").map(lambda code: LINE | {"code": code}),
    written.code_with("G0105", ["59", "LT"]).map(lambda code: {"code": code, "units": 2}),
    written.word("59").map(lambda modifier: LINE | {"modifiers": [modifier, "LT"]}),
    written.units(2).map(lambda units: LINE | {"units": units}),
)
FIELDS = st.one_of(
    LINES.map(lambda line: ("lines", [line])),
    written.day(DAY).map(lambda day: ("service_date", day)),
    written.word_or_blank("02102").map(lambda mac: ("mac", mac)),
    written.word_or_blank("01").filter(lambda word: word != "0").map(lambda locality: ("locality", locality)),
)
PLACES = ["21", 21, "ASC", "hospital outpatient", "0 2", "99", "077", "inpatient", "clinic", "fac", "2 2"]
SETTINGS = st.one_of(written.word_or_blank("facility"), st.sampled_from(PLACES)).map(
    lambda word: ("setting", word)
)
HOSPITALS = st.one_of(
    written.word_or_blank("13820").map(lambda area: ("cbsa", area)),
    written.word_or_blank("010006").map(lambda hospital: ("ccn", hospital)),
)
ONE_FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


def same_or_refused(model: type[BaseModel], plain: dict[str, Any], name: str, value: Any) -> None:
    """Read the question with one field written otherwise; a refusal names the field."""
    read, wrong = read_or_refused(model, plain | {name: value})
    assert wrong == {name} if read is None else read == model.model_validate(plain)


def read_or_refused(model: type[BaseModel], fields: dict[str, Any]) -> tuple[Any, set[Any]]:
    """Return what was read, or None and the names of the wrong fields."""
    try:
        return model.model_validate(fields), set()
    except ValidationError as refused:
        return None, {error["loc"][0] for error in refused.errors()}


@given(field=st.one_of(FIELDS, SETTINGS))
def test_a_mangled_claim_is_the_claim_or_none(field: tuple[str, Any]) -> None:
    same_or_refused(Claim, CLAIM, *field)


@given(field=st.one_of(FIELDS, HOSPITALS))
def test_a_mangled_case_is_the_case_or_none(field: tuple[str, Any]) -> None:
    same_or_refused(Case, CASE, *field)


@given(
    dollars=st.sampled_from(
        ["$500", "500 USD", "5e2", "-500", "500.00", " 500", "5_00", True, "\uff15\uff10\uff10", "nan"]
    )
)
def test_a_mangled_credit_is_the_credit_or_none(dollars: Any) -> None:
    read, wrong = read_or_refused(CaseLine, LINE | {"device_credit": dollars})
    assert wrong == {"device_credit"} if read is None else read.device_credit == 500


def cell(value: Any) -> str:
    return "" if value is None else str(value)


@ONE_FILE
@given(field=st.one_of(FIELDS, SETTINGS))
def test_a_mangled_cell_of_a_csv_is_the_cell_or_none(tmp_path: Path, field: tuple[str, Any]) -> None:
    """An empty cell is one that is left out: the fields that a claim needs are missed then."""
    name, value = field
    line: dict[str, Any] = value[0] if name == "lines" else LINE
    row = {key: cell(item) for key, item in CLAIM.items() if key != "lines"}
    row |= {} if name == "lines" else {name: cell(value)}
    modifiers = [
        modifier for modifier in line.get("modifiers", []) if modifier != []
    ]  # which SQL writes for none
    row |= {
        "code": cell(line["code"]),
        "units": cell(line["units"]),
        "modifiers": " ".join(map(cell, modifiers)),
    }
    file = tmp_path / "claim.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(row))
        writer.writeheader()
        writer.writerow(row)
    plain = Claim.model_validate(
        CLAIM | ({"lines": [LINE | {"modifiers": modifiers}]} if len(modifiers) == 1 else {})
    )
    try:
        read = read_claim(file)
    except BadClaim:
        return
    if row["units"].strip():
        assert read == plain
    else:
        assert read.lines[0].units == 1  # a unit is what a line without units is


EXAMPLE = (Path(__file__).parents[2] / "examples" / "claim.837").read_text("utf-8")


@pytest.mark.parametrize(
    ("element", "mangled", "refusal"),
    [
        ("D8*20260201", "D8*2026-02-01", None),
        ("D8*20260201", "D8*02/01/2026", None),
        ("D8*20260201", "D8*260201", "'260201' is not a date of service"),
        ("D8*20260201", "D8*20261301", "'20261301' is not a date of service"),
        ("HC:29881:LT:59", "HC:29881 :lt: 59", None),
        ("HC:29881:LT:59", "HC:298B1:LT:59", "'298B1' is not a procedure code"),
        ("HC:29881:LT:59", "HC:29881:LT:5 9", "'5 9' is not a modifier"),
        ("21:B:1", " 21:B:1", None),
        ("21:B:1", "31:B:1", None),  # the same setting
        ("900*UN*1", "900*UN*1.0", None),
        ("900*UN*1", "900*UN*-1", "lines.1.units"),
        ("900*UN*1", "900*UN*1_0", "'1_0' is not a number"),
        ("900*UN*1", "900*UN*", "lines.1.units"),
    ],
)
def test_a_mangled_element_of_an_837_is_the_element_or_none(
    tmp_path: Path, element: str, mangled: str, refusal: str | None
) -> None:
    """Lines of one day are priced together however each line writes it: apart, none of them was reduced."""
    assert element in EXAMPLE
    file, plain = tmp_path / "mangled.837", tmp_path / "plain.837"
    file.write_text(EXAMPLE.replace(element, mangled, 1), "utf-8")
    plain.write_text(EXAMPLE, "utf-8")
    if refusal is None:
        assert read_837(file) == read_837(plain)
    else:
        with pytest.raises(BadClaim, match="claim A1") as refused:
            read_837(file)
        assert refusal in str(refused.value)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Con]:
    with small_file(tmp_path_factory.mktemp("mangled")) as con:
        yield con


@settings(max_examples=25)
@given(code=written.word_or_blank("20000"), line=written.code_with("20000", ["59"]))
def test_a_mangled_line_keeps_its_limit(small: Con, code: Any, line: str) -> None:
    """20000 has a limit of one unit: the answer is that limit or no such code, never no_edit."""
    for asked in (code, line):
        if not isinstance(asked, str):
            continue
        query = f"SELECT answer, mue_value, reason FROM mue_limits([$1], DATE '{AUGUST}', ' Practitioner ')"
        [(answer, limit, reason)] = small.execute(query, [asked]).fetchall()
        assert (answer, limit) in {("edit", 1), ("no_such_code", None)}, asked
        assert reason


@settings(max_examples=40)
@given(
    code=written.word_or_blank("20009"),
    line=written.code_with("20009", ["59"]),
    primary=written.word("20000"),
)
def test_a_mangled_add_on_keeps_its_primary(small: Con, code: Any, line: str, primary: Any) -> None:
    """20009 is paid only with 20000: without it edit, and with a mangled 20000 never an answer of its own."""
    query = f"SELECT hcpcs, answer FROM add_on_status($1::VARCHAR[], DATE '{AUGUST}')"
    for asked in (code, line):
        if isinstance(asked, str):
            assert {answer for _, answer in small.execute(query, [[asked]]).fetchall()} <= {
                "edit",
                "no_such_code",
            }
    if isinstance(primary, str):
        answers = dict(small.execute(query, [["20009", primary]]).fetchall())
        assert answers["20009"] == ("no_edit" if "20000" in answers else "edit")


@settings(max_examples=25)
@given(
    line=st.one_of(written.word_or_blank("20001"), written.code_with("20001", ["51"])), units=written.units(1)
)
def test_a_mangled_line_is_priced_as_the_line(small: Con, line: Any, units: Any) -> None:
    """20001 is the second procedure, paid by half: what is read is priced alike, to the reason."""

    def priced(code: Any, number: Any, modifiers: list[str]) -> Any:
        lines = [{"code": "20000"}, {"code": code, "units": number, "modifiers": modifiers}]
        claim = Claim.model_validate({"service_date": AUGUST, "setting": "facility", "lines": lines})
        return price(small, claim)

    modifiers = ["51"] if isinstance(line, str) and "51" in line else []
    plain = priced("20001", 1, modifiers)
    for code, number, own in ((line, 1, []), ("20001", units, modifiers)):
        try:
            found = priced(code, number, own)
        except ValidationError:
            continue
        assert found == plain


ANESTHETIC = {
    "code": "00400",
    "minutes": 95,
    "modifiers": "AA",
    "mac": "10112",
    "locality": "00",
    "service_date": DAY,
    "qp": False,
}
ANESTHETICS = st.one_of(
    written.word_or_blank("00400").map(lambda code: ("code", code)),
    written.units(95).filter(lambda minutes: minutes != 0).map(lambda minutes: ("minutes", minutes)),
    written.word("AA").map(lambda modifier: ("modifiers", modifier)),
    st.sampled_from(["AA QS", "QS-AA", ["AA", None], "QS,AA"]).map(
        lambda modifiers: ("modifiers", modifiers)
    ),
    written.word_or_blank("10112").map(lambda mac: ("mac", mac)),
    st.one_of(written.word_or_blank("00"), st.just("0")).map(lambda locality: ("locality", locality)),
    written.day(DAY).map(lambda day: ("service_date", day)),
    st.sampled_from([None, "maybe"]).map(lambda qp: ("qp", qp)),
)


@settings(max_examples=40)
@given(field=ANESTHETICS)
def test_a_mangled_anesthetic_is_paid_alike_or_not(sample: Con, field: tuple[str, Any]) -> None:
    """(3 base units + 6.3 of time) x the factor of Alabama."""
    name, value = field
    query = "SELECT payment, payment_status, reason FROM anesthesia_payment($1, $2, $3, $4, $5, $6, qp := $7)"
    [(plain, _, _)] = sample.execute(query, list(ANESTHETIC.values())).fetchall()
    try:
        [(amount, status, reason)] = sample.execute(
            query, list((ANESTHETIC | {name: value}).values())
        ).fetchall()
    except (duckdb.ConversionException, duckdb.BinderException, duckdb.NotImplementedException):
        return  # DuckDB's own error: no day, no text, no flag
    if status == "paid":
        assert amount == plain
    else:
        assert amount is None
        assert status in ("not_understood", "no_data", "not_listed")
        assert reason


def test_python_passes_no_null_for_what_is_not_known(sample: Con) -> None:
    """None is no answer to a question of yes or no: never false."""
    fees = OpenSnapshot("sample", sample)
    for unknown in ("present_at_induction", "qualifying_apm"):
        given: dict[str, Any] = {unknown: None}
        row = fees.anesthesia("00400", 95, DAY, mac="10112", locality="00", modifiers="AD", **given)
        assert (row["payment"], row["payment_status"]) == (None, "not_understood")
        assert "is null: true or false" in row["reason"]
    assert fees.payment("20957", DAY, qualifying_apm=None)["payment_status"] == "not_understood"  # type: ignore[arg-type]
    [row] = fees.fees("20957", DAY, qualifying_apm=None)  # type: ignore[arg-type]
    assert row["payment_status"] == "not_understood"


@pytest.mark.parametrize("command", ["price", "case"])
def test_the_command_refuses_with_the_field_and_the_reason(command: str, tmp_path: Path) -> None:
    """Before a snapshot is opened: none is needed to say that a question is not understood."""
    plain = CLAIM if command == "price" else CASE
    mangled = [
        ("service_date", "26-02-01", "service_date: '26-02-01' is not a date of service"),
        ("service_date", "0026-02-01", "service_date: '0026-02-01' is not a date of service: Medicare began"),
        ("lines", [LINE | {"code": "\uff19\uff19213"}], "is not a procedure code"),
        ("lines", [LINE | {"units": "2_0"}], "lines.0.units: '2_0' is not a number, such as 1"),
        ("lines", [LINE | {"modifiers": ["2"]}], "'2' is not a modifier"),
    ]
    for name, value, reason in mangled:
        file = tmp_path / "question.json"
        file.write_text(json.dumps(plain | {name: value}), "utf-8")
        done = CliRunner().invoke(app, [command, str(file)])
        assert done.exit_code == 1
        assert reason in str(done.exception)
