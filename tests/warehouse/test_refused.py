"""No argument is answered by silence: each answer is right, `not_understood` or a named error."""

from collections.abc import Callable, Iterator
from datetime import date

import duckdb
import pytest

from cmsfees import NotUnderstood, OpenSnapshot
from warehouse.build.contracts import models
from warehouse.pricing.normalize import normalize_day, normalize_known_day

Con = duckdb.DuckDBPyConnection
DAY = "DATE '2026-02-01'"
OLD, NEW = "'pfs-rvu 2025D r1'", "'pfs-rvu 2026A r1'"
POSTING = "'pfs-rvu 2025D' is not a release of this snapshot: its newest posting is 'pfs-rvu 2025D r1'"


@pytest.fixture(scope="module", autouse=True)
def one_thread(sample: Con) -> Iterator[None]:
    """With several threads DuckDB 1.5 once reported that it interrupted the other instead of the error."""
    sample.execute("SET threads = 1")
    yield
    sample.execute("RESET threads")


# A question, and what it is refused with. Macros whose rows have no status refuse by an error.
REFUSED = [
    (f"changes_between('pfs-rvu 2025D', {NEW})", POSTING),
    (f"changes_between(' PFS RVU 2025d', {NEW})", "its newest posting is 'pfs-rvu 2025D r1'"),
    (f"changes_between({OLD}, 'pfs-rvu 1999A r1')", "is not a release of this snapshot: FROM releases lists"),
    (f"changes_between(NULL, {NEW})", "no release is given"),
    (f"changes_between({OLD}, '')", "'' is not a release of this snapshot"),
    (f"changes_between({OLD}, 'opps 2026-01 r1')", "are releases of two series"),
    (f"changes_between({OLD}, {NEW}, in_mac := '10112')", "MAC and locality go together"),
    (f"changes_between({OLD}, {NEW}, in_locality := '00')", "MAC and locality go together"),
    (f"changes_between({OLD}, {NEW}, in_mac := '99999', in_locality := '00')", "not in the GPCI files"),
    ("codes_in_region('toe')", "'toe' is not a body region"),
    ("codes_in_region(NULL)", "no body region is given"),
    ("codes_in_region('knee', in_category := 'x')", "'x' is not a category"),
    ("ncci_mue_listed('ncci-mue-hospital 1999Q1 r1')", "is not a release of this snapshot"),
    (f"ncci_mue_listed({NEW})", "is not a release of ncci-mue-"),
    (f"ncci_ptp_listed({NEW})", "is not a release of ncci-ptp-"),
    ("ncci_ptp_listed(NULL)", "no release is given"),
    (f"mue_edits_on({DAY}, 'clinic')", "'clinic' is not an NCCI table: practitioner, hospital or dme"),
    (f"ptp_edits_on({DAY}, NULL)", "no NCCI table is given: practitioner or hospital"),
    (f"localities_of_zip('2339', {DAY})", "'2339' is not a ZIP code: 5 or 9 digits"),
    ("localities_of_zip('02339', NULL)", "no date of service is given"),
    (f"pfs_payments('20957', NULL, NULL, {DAY}, 'office')", "no places are given"),
    (f"fees_on({DAY}, qp := NULL)", "qp is null: true or false"),
    (f"dmepos_rental_months('E0601', {DAY}, 'XX')", "'XX' is not a state"),
    (f"dmepos_rental_months('E0601', {DAY}, NULL)", "no state is given"),
    (f"dmepos_rental_months('E06', {DAY}, 'TX')", "'E06' is not a procedure code"),
    ("dmepos_rental_months('E0601', NULL, 'TX')", "no date of service is given"),
    (f"dmepos_rental_months('E0601', {DAY}, 'TX', in_rural := NULL)", "in_rural is null"),
    (f"fees_on({DAY}, known_on := '26-02-01')", "'0026-02-01' is not a day on which a fee was known"),
    ("localities_of_zip('35004', '26-02-01')", "'0026-02-01' is not a date of service: Medicare began on"),
]
# Macros of a whole day, their arguments but the day, and a text column.
OF_A_DAY = {
    **{"code_figures_on": "", "site_of_service_on": "", "physician_payments_on": "", "modifiers_on": ""},
    **{
        "fees_on": "",
        "site_payments_on": "",
        "laboratory_fees_on": "",
        "drug_fees_on": "",
        "dmepos_fees_on": "",
    },
    **{"anesthesia_units_on": "", "hcpcs_descriptors_on": "", "code_cards_on": "", "add_on_edits_on": ""},
    **{
        "mue_edits_on": ", 'hospital'",
        "ptp_edits_on": ", 'hospital'",
        "site_of_service_local_on": ", NULL, NULL",
    },
}
NO_DAYS = [
    ("NULL", "no date of service is given"),
    ("NULL::DATE", "no date of service is given"),
    ("(SELECT DATE '2026-02-01' WHERE false)", "no date of service is given"),
    ("'26-02-01'", "'0026-02-01' is not a date of service: Medicare began on 1966-07-01"),
    ("DATE '1966-06-30'", "'1966-06-30' is not a date of service"),
    ("TIMESTAMP '2100-01-01 00:00:00'", "'2100-01-01' is not a date of service"),
    ("'infinity'::DATE", "'infinity' is not a date of service"),
]


@pytest.mark.parametrize(("question", "message"), REFUSED)
def test_a_question_without_a_status_is_refused_by_an_error(sample: Con, question: str, message: str) -> None:
    """Whatever is selected: count(*) reads no column of the refusing row."""
    for query in asked_in_every_way(question):
        with pytest.raises(duckdb.InvalidInputException, match="not_understood: ") as refused:
            sample.execute(query).fetchall()
        assert message in str(refused.value), query


def asked_in_every_way(question: str) -> list[str]:
    """With any columns, and with a condition on any text: DuckDB drops a part of a query that cannot fit."""
    columns = [f"SELECT {columns} FROM {question}" for columns in ("*", "count(*)", "1")]
    macro = models().get(question.partition("(")[0])
    texts = [c.name for c in macro.columns if c.type == "VARCHAR"] if macro else ["hcpcs", "mac", "change"]
    return columns + [f"SELECT count(*) FROM {question} WHERE {name} = '20957'" for name in texts]


@pytest.mark.parametrize("macro", OF_A_DAY)
def test_a_whole_day_that_is_none_is_refused_by_an_error(sample: Con, macro: str) -> None:
    assert macro in models()
    for day, message in NO_DAYS:
        with pytest.raises(duckdb.InvalidInputException, match="not_understood: ") as refused:
            sample.execute(f"SELECT count(*) FROM {macro}({day}{OF_A_DAY[macro]})").fetchall()
        assert message in str(refused.value), day
    for query in asked_in_every_way(f"{macro}(NULL{OF_A_DAY[macro]})"):
        with pytest.raises(duckdb.InvalidInputException, match="no date of service is given"):
            sample.execute(query).fetchall()
    with pytest.raises(duckdb.InvalidInputException, match="known_on is null"):
        sample.execute(f"FROM {macro}({DAY}{OF_A_DAY[macro]}, known_on := NULL)").fetchall()
    sample.execute(f"FROM {macro}(DATE '1966-07-01'{OF_A_DAY[macro]}, known_on := DATE '1966-07-01')")
    assert sample.fetchall() == []


def test_every_macro_of_a_whole_day_is_asked() -> None:
    of_a_day = {
        model.name
        for model in models().values()
        if model.name.endswith("_on") and not model.name.startswith("_") and model.kind == "MACRO TABLE"
    }
    assert of_a_day == {*OF_A_DAY, "wage_index_on"}  # which has rows with a status


@pytest.mark.parametrize("macro", OF_A_DAY)
def test_days_of_a_table_can_be_asked(sample: Con, macro: str) -> None:
    """A day per line of the query, and a day from a subquery."""
    asked = f"{macro}(line.day{OF_A_DAY[macro]}) AS found"
    query = f"SELECT count(*) FROM (VALUES ({DAY}), ({{}})) AS line (day), LATERAL (FROM {asked})"
    expected = sample.execute(f"SELECT count(*) FROM {macro}({DAY}{OF_A_DAY[macro]})").fetchall()[0][0]
    assert sample.execute(query.format("DATE '1990-02-01'")).fetchall() == [(expected,)]
    with pytest.raises(duckdb.InvalidInputException, match="no date of service is given"):
        sample.execute(query.format("NULL")).fetchall()
    subquery = f"(SELECT max(day) FROM (VALUES ({DAY})) AS line (day))"
    sample.execute(f"SELECT count(*) FROM {macro}({subquery}{OF_A_DAY[macro]})")
    assert sample.fetchall() == [(expected,)]


@pytest.mark.parametrize(
    "written", ["02/01/2026", "20260201", "2026-02-30", "Feb 1, 2026", "１９９９-01-01", ""]
)
def test_a_text_that_is_no_date_is_an_error_of_duckdb(sample: Con, written: str) -> None:
    """DuckDB reads text by its one format before a macro is asked: never an answer."""
    for question in (
        "code_figures_on($1)",
        "pfs_payment('20957', NULL, NULL, NULL, $1, 'facility')",
        "ptp_conflicts(['20957', '20900'], $1, 'practitioner')",
    ):
        with pytest.raises(duckdb.ConversionException, match=r"date field"):
            sample.execute(f"FROM {question}", [written]).fetchall()


ANSWERED = [
    (f"fees_of('20957', {DAY}, qp := NULL)", "not_understood", "qp is null: true or false"),
    (f"fees_of('2095', {DAY})", "not_understood", "'2095' is not a procedure code"),
    (f"fees_of(NULL, {DAY})", "not_understood", "no code is given"),
    ("fees_of('20957', NULL)", "not_understood", "no date of service is given"),
    (f"fees_of('20957', {DAY}, known_on := NULL)", "not_understood", "known_on is null"),
    (
        f"fees_of('99999', {DAY})",
        "not_listed",
        "not listed by any schedule loaded for the day: asc, clfs, opps,",
    ),
    ("fees_of('20957', DATE '1990-02-01')", "no_data", "no fee schedule is loaded for the day"),
    (f"site_payments_of('20957-59', {DAY})", "not_understood", "'20957-59' is not a procedure code"),
    (f"site_payments_of('20957', {DAY}, in_us_state := 'XX')", "not_understood", "'XX' is not a state"),
    (f"site_payments_of('99999', {DAY})", "not_listed", "not listed by any schedule"),
    ("site_payments_of('20957', DATE '1990-02-01')", "no_data", "no fee schedule is loaded for the day"),
    (f"drug_fees_by_ndc('@@', {DAY})", "not_understood", "'@@' is not an NDC"),
    (f"drug_fees_by_ndc(338006910, {DAY})", "not_understood", "'338006910' is not an NDC: eleven digits"),
    (
        "anesthesia_payment('00400', 95, 'AA', '10112', '00', DATE '2018-02-01')",
        "no_data",
        "before the first loaded release, anesthesia-base-units",
    ),
    ("drug_fees_by_ndc('00023-1145-01', NULL)", "not_understood", "no date of service is given"),
    (
        "pfs_payment('20957', NULL, NULL, NULL, '26-02-01', 'office')",
        "not_understood",
        "'0026-02-01' is not a date",
    ),
    (
        f"pfs_payment('20957', NULL, NULL, NULL, {DAY}, 'office', known_on := NULL)",
        "not_understood",
        "known_on is null",
    ),
    (
        "unmodified_payment('20957', NULL, NULL, '20260-02-01', 'office')",
        "not_understood",
        "is not a date of service",
    ),
    (
        f"unmodified_payment('20957', NULL, NULL, {DAY}, 'office', known_on := 'infinity'::DATE)",
        "not_understood",
        "'infinity' is not a day on which a fee was known",
    ),
    (
        f"anesthesia_payment('00400', 95, 'AD', '10112', '00', {DAY}, known_on := NULL)",
        "not_understood",
        "known_on is null",
    ),
    (
        f"anesthesia_payment('00400', 95, 'AD', '10112', '00', {DAY}, present_at_induction := NULL)",
        "not_understood",
        "present_at_induction is null: true or false",
    ),
    (
        f"anesthesia_payment('00400', true, 'AA', '10112', '00', {DAY})",
        "not_understood",
        "'true' is not a number of minutes",
    ),
    (
        "ptp_conflicts(['20957', '20900'], NULL, 'practitioner')",
        "not_understood",
        "no date of service is given",
    ),
    (
        f"ptp_conflicts(['20957', '20900'], {DAY}, 'practitioner', known_on := NULL)",
        "not_understood",
        "known_on is null",
    ),
    (
        f"ptp_conflicts(['20957', '20900'], {DAY}, 'dme')",
        "not_understood",
        "'dme' is not an NCCI table: practitioner or",
    ),
    (
        "mue_limits(['20957'], '26-02-01', 'hospital')",
        "not_understood",
        "'0026-02-01' is not a date of service",
    ),
    ("add_on_status(['22614'], NULL)", "not_understood", "no date of service is given"),
    ("release_status('pfs-rvu', '26-02-01')", "not_understood", "'0026-02-01' is not a date of service"),
    (f"release_status(NULL, {DAY})", "not_understood", "no series is given"),
    (f"mue_limits(NULL, {DAY}, 'practitioner')", "no_such_code", "No procedure code"),
    (f"ptp_conflicts(NULL, {DAY}, 'practitioner')", "no_such_code", "One of the two is not"),
    (f"add_on_status(NULL, {DAY})", "no_such_code", "No procedure code"),
]


@pytest.mark.parametrize(("question", "status", "reason"), ANSWERED)
def test_a_question_with_a_status_is_answered_by_one_row(
    sample: Con, question: str, status: str, reason: str
) -> None:
    [row] = sample.execute(f"FROM {question}").pl().to_dicts()
    assert row.get("payment_status", row.get("answer", row.get("status"))) == status
    assert reason in row["reason"]


def test_each_line_of_a_table_has_its_own_answer(sample: Con) -> None:
    """One line that is not understood refuses neither the others nor the query."""
    lines = f"(VALUES ('20957', {DAY}), ('2095', {DAY}), ('20957', NULL)) AS line (code, day)"
    for macro in ("fees_of", "site_payments_of"):
        asked = f"{lines}, LATERAL (FROM {macro}(line.code, line.day)) AS fee"
        found = sample.execute(f"SELECT DISTINCT line.*, fee.payment_status FROM {asked}").fetchall()
        assert {(code, day is None, status) for code, day, status in found if status == "not_understood"} == {
            ("2095", False, "not_understood"),
            ("20957", True, "not_understood"),
        }
        assert ("20957", date(2026, 2, 1), "paid") in found


def test_a_series_that_is_not_given_is_not_a_series_that_is_loaded(sample: Con) -> None:
    [row] = sample.execute(f"SELECT no_data_reason(NULL, {DAY}), no_data_reason(12, {DAY})").fetchall()
    assert row == ("no series is given", "no release of 12 is loaded")


def test_python_refuses_what_no_row_could_answer(sample: Con) -> None:
    fees = OpenSnapshot("sample", sample)
    day = date(2026, 2, 1)
    assert fees.physician_fees(" 20957", day)
    assert fees.physician_fees("99999", day) == []
    for ask in (fees.physician_fees, fees.modifiers):
        with pytest.raises(NotUnderstood, match="'2095' is not a procedure code"):
            ask("2095", day)
    with pytest.raises(NotUnderstood, match="are releases of two series"):
        fees.rows("SELECT count(*) FROM changes_between($1, $2)", "pfs-rvu 2025D r1", "opps 2026-01 r1")
    with pytest.raises(NotUnderstood, match="invalid date field format"):
        fees.payment("20957", "02/01/2026")  # type: ignore[arg-type]


@pytest.mark.parametrize("day", ["1966-06-30", "1966-07-01", "2099-12-31", "2100-01-01", "9999-12-31"])
def test_python_and_sql_accept_the_same_days_and_refuse_others_in_the_same_words(
    sample: Con, day: str
) -> None:
    query = "SELECT _day_problem($1::DATE, DATE '9999-12-31'), _day_problem(DATE '2026-02-01', $1::DATE)"
    assert sample.execute(query, [day]).fetchall() == [
        (refusal_of(normalize_day, day), refusal_of(normalize_known_day, day))
    ]


def refusal_of(normalize: Callable[[str], date], day: str) -> str | None:
    try:
        normalize(day)
    except NotUnderstood as error:
        return str(error)
    return None


AT_NOON = [
    *("code_figures_on({day})", "site_of_service_on({day})", "physician_payments_on({day})"),
    *("modifiers_on({day})", "hcpcs_descriptors_on({day})", "fees_of('J0585', {day})", "drug_fees_on({day})"),
    *("site_of_service_of('20957', {day})", "site_payments_of('20957', {day})"),
    "pfs_payment('20957', '22', NULL, NULL, {day}, 'facility')",
    "anesthesia_payment('00400', 95, 'AA', '10112', '00', {day})",
    *("wage_index_on('13820', {day})", "release_status('pfs-rvu', {day})", "laboratory_fees_on({day})"),
    *("dmepos_fees_on({day}, in_us_state := 'AL')", "drug_fees_by_ndc('00023-1145-01', {day})"),
    *("localities_of_zip('35004', {day})", "ptp_conflicts(['20957', '20900'], {day}, 'practitioner')"),
]


@pytest.mark.parametrize("question", AT_NOON)
def test_a_timestamp_is_its_day(sample: Con, question: str) -> None:
    """Claims have times. At noon of a release's last day there was no data, of an edit's last day no edit."""
    on_the_day, at_noon = (
        sample.execute(f"FROM {question.format(day=day)} ORDER BY ALL").fetchall()
        for day in ("DATE '2025-12-31'", "TIMESTAMP '2025-12-31 12:00:00'")
    )
    assert at_noon == on_the_day


def test_a_timestamp_of_knowledge_is_its_day(sample: Con) -> None:
    known = f"SELECT count(*) FROM code_figures_on({DAY}, known_on := {{day}})"
    days = ("DATE '2025-12-29'", "TIMESTAMP '2025-12-29 23:59:59'", "DATE '2025-12-28'")
    counts = [sample.execute(known.format(day=day)).fetchall() for day in days]
    assert counts[0] == counts[1] != counts[2]
