"""CMS's corrections of HCPCS Level II count from the day they were posted; before it the file stands."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.warehouse.handmade import Shelf
from tests.warehouse.test_cross_checks import level_two
from warehouse.build.build_file import build

Con = duckdb.DuckDBPyConnection
SOME_DAY, POSTED = date(2019, 2, 1), date(2019, 1, 3)
YEAR = date(2019, 1, 1)


def fix(hcpcs: str, action: str, version: int = 1, **values: Any) -> dict[str, Any]:
    return {"version": version, "hcpcs": hcpcs, "action": action, "effective_date": YEAR} | values


# As CMS wrote them in HCPC2017_corrections_alpha and HCPC2019_Corrections_ALPHA (v1 and v2).
CORRECTIONS = [
    fix("J1095", "ADD CODE", short_description="Injection, dexamethasone 9%", coverage="D", asc_group="YY"),
    fix("C9034", "Discontinue", cross_reference="J1095"),
    fix("G0477", "Terminate code"),
    fix("C9468", "Change xref code to J7203"),
    fix("E0627", "Remove xref code Q0080"),
    fix("Q2026", 'Remove "YY" ASC Ind and ASC Start date of 01/01/2019'),
    fix("B4105", "Change Cov to C and Price to 39", coverage="C", pricing_indicator="39"),
    fix("A5513", 'Change Action code to "F" and add Action Effective date'),
    fix("G0480", "ReviseLong Description", long_description="Drug tests, definitive"),
    fix("DA", "Removed in error - add back to file", version=2, effective_date=date(2011, 1, 1)),
    fix("J1095", 'Change Cov to C and Price to 51', version=2, coverage="C", pricing_indicator="51"),
    fix("K0001", "Discontinue", effective_date=date(2019, 7, 1)),
]  # fmt: skip
FILE = [
    *(level_two(code, add_date=date(2016, 1, 1)) for code in ("C9034", "G0477", "G0480", "K0001")),
    level_two("C9468", cross_references="J7023"),
    level_two("E0627", cross_references="Q0080"),
    level_two("Q2026", asc_group="YY", asc_date=YEAR),
    level_two("B4105", coverage="D", pricing_indicators="00"),
    level_two("A5513", action="B"),
    level_two("E0601", coverage="D"),
    level_two("A4000", termination_date=date(2019, 6, 30)),
]


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Con]:
    shelf = Shelf(tmp_path_factory.mktemp("hcpcs"))
    modifier = {"hcpcs": "DA", "record_id": "7", "action": "N", "short_description": "Oral health assessment"}
    revisions = [
        shelf.put("hcpcs-level-ii 2017", hcpcs_level_ii=[modifier]),
        shelf.put("hcpcs-level-ii 2019", hcpcs_level_ii=FILE),
        shelf.put("hcpcs-level-ii-corrections 2019", published_on=POSTED, hcpcs_correction=CORRECTIONS),
        shelf.put("hcpcs-level-ii 2020-01", hcpcs_level_ii=[level_two("J1095", coverage="M")]),
    ]
    path = build(shelf.root / "c.duckdb", revisions, shelf.folders)
    with duckdb.connect(path, read_only=True) as con:
        yield con


def columns_known(con: Con, hcpcs: str, columns: str, day: date = SOME_DAY, known: date = SOME_DAY) -> Any:
    rows = con.execute(
        f"SELECT {columns} FROM hcpcs_descriptors_on($1, known_on := $2) WHERE hcpcs = $3",
        [day, known, hcpcs],
    ).fetchall()
    assert len(rows) <= 1
    return rows[0] if rows else None


@pytest.mark.parametrize(
    ("hcpcs", "columns", "before", "after"),
    [
        ("J1095", "short_description, coverage, pricing_indicators, asc_group, add_date, action", None,
         ("Injection, dexamethasone 9%", "C", "51", "YY", YEAR, "A")),
        ("C9034", "termination_date, cross_references, is_terminated, action", (None, None, False, "N"),
         (date(2018, 12, 31), "J1095", True, "D")),
        ("G0477", "termination_date, is_terminated", (None, False), (date(2018, 12, 31), True)),
        ("C9468", "cross_references", ("J7023",), ("J7203",)),
        ("E0627", "cross_references", ("Q0080",), (None,)),
        ("Q2026", "asc_group, asc_date", ("YY", YEAR), (None, None)),
        ("B4105", "coverage, pricing_indicators", ("D", "00"), ("C", "39")),
        ("A5513", "action, action_effective_date", ("B", None), ("F", YEAR)),
        ("G0480", "long_description, corrections, correction_release_id", (None, None, None),
         ("Drug tests, definitive", "ReviseLong Description", "hcpcs-level-ii-corrections 2019 r1")),
        ("DA", "short_description, record_id", None, ("Oral health assessment", "7")),
        ("E0601", "coverage, correction_release_id", ("D", None), ("D", None)),
    ],
)  # fmt: skip
def test_a_correction_applies_once_it_is_posted(
    con: Con, hcpcs: str, columns: str, before: object, after: object
) -> None:
    assert columns_known(con, hcpcs, columns, known=date(2019, 1, 2)) == before
    assert columns_known(con, hcpcs, columns, known=POSTED) == after


def test_a_correction_applies_from_its_own_day_and_to_its_own_file(con: Con) -> None:
    assert columns_known(con, "K0001", "termination_date, corrections", day=date(2019, 6, 30)) == (None, None)
    assert columns_known(con, "K0001", "termination_date, corrections", day=date(2019, 7, 1)) == (
        date(2019, 6, 30),
        "Discontinue",
    )
    assert columns_known(con, "J1095", "coverage", day=date(2020, 1, 1), known=date(2020, 1, 1)) == ("M",)


def test_a_code_is_terminated_from_the_day_after_its_last(con: Con) -> None:
    asked = {
        day: columns_known(con, "A4000", "is_terminated", day=day)
        for day in (date(2019, 6, 30), date(2019, 7, 1))
    }
    assert asked == {date(2019, 6, 30): (False,), date(2019, 7, 1): (True,)}


def test_the_card_quotes_the_correction(con: Con) -> None:
    [(row,)] = con.execute(
        """SELECT body FROM card_notes
        WHERE section = 'descriptor' AND hcpcs = 'J1095' AND service_to < '2020-01-01'"""
    ).fetchall()
    assert '"correction_release_id":"hcpcs-level-ii-corrections 2019 r1"' in row
    assert '"service_from":"2019-01-01","service_to":"2019-12-31","known_from":"2019-01-03"' in row


def test_a_withdrawn_correction_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    """A second posting of the corrections holds only what it still says."""
    shelf = Shelf(tmp_path)
    release = "hcpcs-level-ii-corrections 2019"
    revisions = [
        shelf.put("hcpcs-level-ii 2019", hcpcs_level_ii=FILE),
        shelf.put(release, published_on=POSTED, hcpcs_correction=CORRECTIONS[1:3]),
        shelf.put(release, 2, published_on=date(2019, 3, 1), hcpcs_correction=CORRECTIONS[1:2]),
    ]
    with duckdb.connect(build(tmp_path / "c.duckdb", revisions, shelf.folders), read_only=True) as con:
        ended = [
            columns_known(con, "G0477", "is_terminated", known=known)
            for known in (date(2019, 1, 2), date(2019, 2, 28), date(2019, 3, 1))
        ]
        assert ended == [(False,), (True,), (False,)]
        assert columns_known(con, "C9034", "corrections", known=date(2019, 3, 1)) == ("Discontinue",)
