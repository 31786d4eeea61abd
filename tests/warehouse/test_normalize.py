"""Arguments are understood as written by people, or refused: never taken for something else."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from warehouse.build.rules import RULES
from warehouse.pricing.claim import Claim
from warehouse.pricing.normalize import (
    NotUnderstood,
    normalize_code,
    normalize_day,
    normalize_known_day,
    normalize_locality,
    normalize_mac,
    normalize_modifiers,
    normalize_setting,
    normalize_state,
    split_code,
)

CODES = st.from_regex(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}", fullmatch=True)
MODIFIERS = st.lists(st.from_regex(r"[0-9A-Z]{2}", fullmatch=True), max_size=4, unique=True)
BLANKS = st.text(alphabet=" \t\n\r\u00a0\u3000", max_size=3)
SEPARATORS = st.sampled_from([" ", ",", "-", ", ", ";", "/", " - "])


@given(code=CODES, before=BLANKS, after=BLANKS, lower=st.booleans())
def test_case_and_blanks_never_change_a_code(code: str, before: str, after: str, lower: bool) -> None:
    assert normalize_code(before + (code.lower() if lower else code) + after) == code


@given(modifiers=MODIFIERS, separator=SEPARATORS, lower=st.booleans())
def test_modifiers_as_text_and_as_list_are_the_same(
    modifiers: list[str], separator: str, lower: bool
) -> None:
    text = separator.join(modifiers)
    assert normalize_modifiers(text.lower() if lower else text) == tuple(modifiers)
    assert normalize_modifiers(modifiers) == tuple(modifiers)
    assert split_code(separator.join(["27447", *modifiers])) == ("27447", tuple(modifiers))


@given(text=st.text(max_size=8))
def test_an_invalid_code_is_rejected_and_a_valid_one_unchanged(text: str) -> None:
    try:
        code = normalize_code(text)
    except NotUnderstood:
        return
    assert code == text.strip().upper()
    assert len(code) == 5
    assert code.isascii()


@given(text=st.text(max_size=6))
def test_no_character_of_a_modifier_is_lost(text: str) -> None:
    try:
        found = normalize_modifiers(text)
    except NotUnderstood:
        return
    kept = [letter for letter in text.upper() if letter.isalnum()]
    assert set("".join(found)) == set(kept)


@given(value=st.one_of(st.text(max_size=12), st.none(), st.integers(), st.booleans()))
def test_a_setting_is_never_guessed(value: Any) -> None:
    known = {"facility", "nonfacility", "non facility", "office", "physician office", "hospital"}
    known |= {"hospital outpatient", "outpatient hospital", "hopd", "asc", "ambulatory surgical center"}
    words = str(value).strip().lower().replace("_", " ").replace("-", " ")
    try:
        setting = normalize_setting(value)
    except NotUnderstood:
        return
    assert " ".join(words.split()) in known or words.isdigit()
    assert setting in ("facility", "nonfacility")


@pytest.mark.parametrize(
    ("written", "setting"),
    [
        ("Facility", "facility"),
        ("asc", "facility"),
        ("ASC ", "facility"),
        ("hospital_outpatient", "facility"),
        ("HOPD", "facility"),
        ("office", "nonfacility"),
        ("Non-Facility", "nonfacility"),
        ("11", "nonfacility"),
        (22, "facility"),
        ("24", "facility"),
        ("2", "facility"),  # 02, telehealth outside the home
    ],
)
def test_common_names_of_settings_are_accepted(written: Any, setting: str) -> None:
    assert normalize_setting(written) == setting


@pytest.mark.parametrize("value", [None, "", "clinic", "fac", "NULL", "99", 0, True, "facility nonfacility"])
def test_an_invalid_setting_is_rejected(value: Any) -> None:
    with pytest.raises(NotUnderstood, match="is not a setting"):
        normalize_setting(value)


@pytest.mark.parametrize("value", ["2", "T C", "26 5", "265", "2!", ["26", "5"], 26, {"26"}, b"26", "２６"])
def test_an_invalid_modifier_is_rejected(value: Any) -> None:
    with pytest.raises(NotUnderstood, match=r"is not a (modifier: two digits or letters|list of modifiers)"):
        normalize_modifiers(value)


@pytest.mark.parametrize("value", ["", "2744", "274470", "27 447", "ABCDE", "2744é", "٢٧٤٤٧", None])
def test_an_invalid_code_is_rejected(value: Any) -> None:
    with pytest.raises(NotUnderstood, match="is not a procedure code"):
        normalize_code(value)


def test_lost_zeros_of_places_are_restored() -> None:
    assert (normalize_mac("2102"), normalize_mac(10112)) == ("02102", "10112")
    assert (normalize_locality("0"), normalize_locality(5), normalize_locality("99")) == ("00", "05", "99")
    for wrong in ("", "0", "101122", "1o112", "²³³³³"):
        with pytest.raises(NotUnderstood):
            normalize_mac(wrong)


@pytest.mark.parametrize("written", ["2026-02-01", "20260201", "02/01/2026", "2/1/2026", date(2026, 2, 1)])
def test_common_date_formats_are_accepted(written: Any) -> None:
    assert normalize_day(written) == date(2026, 2, 1)


@pytest.mark.parametrize(
    "written", ["0026-02-01", "1966-06-30", "2100-01-01", "99991231", date(26, 2, 1), date.max]
)
def test_a_day_without_medicare_is_rejected(written: Any) -> None:
    """As in SQL, see test_refused: a year of two digits is a year of antiquity there."""
    with pytest.raises(NotUnderstood, match="is not a date of service: Medicare began on 1966-07-01"):
        normalize_day(written)


def test_every_day_of_medicare_is_a_date_of_service() -> None:
    assert [normalize_day(day) for day in ("1966-07-01", "2099-12-31")] == [
        date(1966, 7, 1),
        date(2099, 12, 31),
    ]
    assert normalize_known_day("9999-12-31") == date.max
    with pytest.raises(NotUnderstood, match="is not a day on which a fee was known"):
        normalize_known_day("0026-02-01")


@pytest.mark.parametrize("written", ["2026-13-01", "01.02.2026", "26-02-01", "", None, 20261301])
def test_an_invalid_day_is_rejected(written: Any) -> None:
    with pytest.raises(NotUnderstood, match="is not a date of service, such as 2026-02-01"):
        normalize_day(written)
    with pytest.raises(NotUnderstood, match="is not a date, such as 2026-02-01"):
        normalize_known_day(written)


@given(code=CODES, modifiers=MODIFIERS, separator=SEPARATORS, blanks=BLANKS)
def test_a_mangled_claim_is_the_claim(code: str, modifiers: list[str], separator: str, blanks: str) -> None:
    def claim(line: dict[str, Any], setting: str) -> Claim:
        return Claim.model_validate({"service_date": "2026-02-01", "setting": setting, "lines": [line]})

    written = claim({"code": code, "modifiers": modifiers}, "facility")
    text = blanks + separator.join([code.lower(), *modifiers]) + blanks
    assert claim({"code": text}, " FACILITY ") == written
    assert claim({"code": f"{code} ", "modifiers": separator.join(modifiers)}, "asc") == written


@pytest.fixture(scope="module")
def macros() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as con:
        con.execute((RULES.parent / "models" / "arguments" / "arguments.sql").read_text("utf-8"))
        yield con


def in_sql(con: duckdb.DuckDBPyConnection, macro: str, value: Any) -> Any:
    return con.execute(f"SELECT {macro}($1)", [value]).fetchall()[0][0]


def in_python(normalize: Callable[[Any], Any], value: Any) -> Any:
    try:
        return normalize(value)
    except NotUnderstood:
        return None


WRITTEN = st.text(alphabet="0123456789ABCabcfilotyRLTX \t\n\u00a0-_,;:/+.", max_size=10)
NAMES = (
    "facility,Non-Facility,OFFICE,physician office,hospital,HOPD,asc,hospital_outpatient,outpatient hospital"
)
OTHERS = "Ambulatory Surgical Center,fac,f,nf,11,22,2,02,99"
WORDS = st.sampled_from(f"{NAMES},{OTHERS}".split(","))
MANGLED = st.builds("{}{}{}".format, BLANKS, st.one_of(WORDS, WRITTEN, CODES, CODES.map(str.lower)), BLANKS)


@given(value=MANGLED)
@example(value="-2")
@example(value="27447\t")
@example(value="22\n")
def test_sql_and_python_understand_the_same(macros: duckdb.DuckDBPyConnection, value: str) -> None:
    """One normalizer: what either refuses the other refuses, and what both take they take for the same."""
    for macro, normalize in (
        ("_code", normalize_code),
        ("_pfs_setting", normalize_setting),
        ("_mac", normalize_mac),
        ("_locality", normalize_locality),
    ):
        assert in_sql(macros, macro, value) == in_python(normalize, value), macro
    modifiers = in_python(normalize_modifiers, value)
    assert in_sql(macros, "_are_modifiers", value) == (modifiers is not None)
    if modifiers is not None:
        assert tuple(dict.fromkeys(in_sql(macros, "_modifiers", value))) == modifiers


@pytest.mark.parametrize("written", ["", " ", "-", ", ", "//", "''", "[]"])
def test_empty_fields_joined_are_no_modifier(macros: duckdb.DuckDBPyConnection, written: str) -> None:
    assert normalize_modifiers(written) == ()
    assert in_sql(macros, "_are_modifiers", written)
    assert in_sql(macros, "_modifiers", written) == []


@given(value=st.text(alphabet="26TC '\"[],-\\\u00a0", max_size=9))
@example(value="['26', '50']")
@example(value="['26', NULL]")
@example(value="26[50")
def test_sql_and_python_read_quotes_and_brackets_alike(macros: duckdb.DuckDBPyConnection, value: str) -> None:
    modifiers = in_python(normalize_modifiers, value)
    assert in_sql(macros, "_are_modifiers", value) == (modifiers is not None)
    if modifiers is not None:
        assert tuple(dict.fromkeys(in_sql(macros, "_modifiers", value))) == modifiers


@given(
    value=st.lists(
        st.one_of(st.none(), st.sampled_from(["26 ", "\u00a0lt", ""]), st.text("26lt \u00a0-", max_size=3)),
        max_size=3,
    )
)
def test_sql_reads_a_list_as_python_does(macros: duckdb.DuckDBPyConnection, value: list[str | None]) -> None:
    """SQL also reads an element that holds several modifiers, which a claim's line may not."""
    modifiers = in_python(normalize_modifiers, value)
    if modifiers is not None:
        assert in_sql(macros, "_are_modifiers", value)
        assert tuple(dict.fromkeys(in_sql(macros, "_modifiers", value))) == modifiers


@given(code=CODES, modifiers=MODIFIERS, separator=SEPARATORS, blanks=BLANKS)
def test_sql_and_python_split_a_line_alike(
    macros: duckdb.DuckDBPyConnection, code: str, modifiers: list[str], separator: str, blanks: str
) -> None:
    line = blanks + separator.join([code.lower(), *modifiers]) + blanks
    assert in_sql(macros, "_code_of", line) == split_code(line)[0] == code


@pytest.mark.parametrize("written", [["26", None], [None], [None, "26", None, "59"], []])
def test_sql_and_python_read_a_list_with_nulls_alike(
    macros: duckdb.DuckDBPyConnection, written: list[str | None]
) -> None:
    """As a list, and as the text that SQL makes of one."""
    as_text = str(written).replace("None", "NULL").replace("'", "")
    forms: tuple[Any, ...] = (written, as_text)
    for form in forms:
        assert in_sql(macros, "_are_modifiers", form)
        assert tuple(in_sql(macros, "_modifiers", form)) == normalize_modifiers(form)


def test_every_place_of_service_is_a_setting_in_sql(macros: duckdb.DuckDBPyConnection) -> None:
    with (RULES / "places_of_service.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    assert len(rows) == 37
    for row in rows:
        place = row["place_of_service"]
        assert in_sql(macros, "_pfs_setting", f" {place}") == row["pfs_setting"], place
        assert in_sql(macros, "_site_named", f" {place} ") == (row["site"] or None), place
    known = {row["place_of_service"] for row in rows}
    for number in range(100):
        understood = in_sql(macros, "_pfs_setting", number) is not None
        assert understood == (f"{number:02}" in known), number


def test_every_state_is_understood_and_no_other_letters(macros: duckdb.DuckDBPyConnection) -> None:
    with (RULES / "us_states.tsv").open(encoding="utf-8", newline="") as lines:
        states = {row["us_state"] for row in csv.DictReader(lines, delimiter="\t")}
    letters = [chr(65 + first) + chr(65 + other) for first in range(26) for other in range(26)]
    assert {two for two in letters if in_sql(macros, "_us_state", f" {two.lower()}")} >= states
    assert {two for two in letters if in_python(normalize_state, f" {two.lower()}")} == states
    assert in_sql(macros, "_us_state", "XX") is None
    assert in_sql(macros, "_us_state", "T X") is None


@pytest.mark.parametrize("written", ["pfs-rvu", "PFS RVU", " pfs_rvu", "Pfs-Rvu\t"])
def test_a_series_is_understood_as_people_write_it(macros: duckdb.DuckDBPyConnection, written: str) -> None:
    assert in_sql(macros, "_series", written) == "pfs-rvu"
