"""What was counted on CMS's files by other means, in a snapshot of them: rows, codes and equalities.

Each count was taken from the files themselves before this program read them; postings held under another
name (`r1`, `r2`) are counted apart.
"""

from typing import Any

import duckdb
import pytest

pytestmark = pytest.mark.real

Con = duckdb.DuckDBPyConnection
Row = tuple[Any, ...]

LABORATORY = """
SELECT release_id, count(*), count(DISTINCT hcpcs), count(*) FILTER (indicator = 'L'), sum(rate)::VARCHAR
FROM clfs GROUP BY ALL ORDER BY ALL
"""
WAIVED = """
SELECT waived.release_id, count(*) FILTER (waived.rate IS NOT DISTINCT FROM plain.rate), count(*)
FROM clfs AS waived JOIN clfs AS plain USING (release_id, hcpcs)
WHERE waived.modifier = 'QW' AND plain.modifier IS NULL GROUP BY ALL ORDER BY ALL
"""
DRUGS = """
SELECT release_id, count(*), count(*) FILTER (payment_limit IS NULL), count(*) FILTER (coinsurance_pct = 0),
    count(*) FILTER (coinsurance_pct < 20)
FROM asp_payment_limit GROUP BY ALL ORDER BY ALL
"""
CROSSWALK = "SELECT release_id, count(*) FROM asp_ndc_crosswalk GROUP BY ALL ORDER BY ALL"
EQUIPMENT = """
SELECT release_id, schedule, count(*), count(DISTINCT hcpcs) FROM dmepos_item GROUP BY ALL ORDER BY ALL
"""
PLACES = """
SELECT (SELECT count(*) FROM dmepos_rural_zip), (SELECT count(*) FROM dmepos_former_cba_zip),
    (SELECT count(DISTINCT (hcpcs, modifier, modifier_2, modifier_3)) FROM dmepos_former_cba_fee
    WHERE NOT contains(lower(cba), 'national'))
"""
LEVEL_TWO = """
SELECT release_id, count(*) FILTER (record_id = '3'), count(*) FILTER (record_id = '7'),
    count(termination_date) FILTER (record_id = '3')
FROM hcpcs_level_ii GROUP BY ALL ORDER BY ALL
"""
# How HCPCS Level II of October 2025 says that Medicare prices the codes of another schedule.
PRICED_AS = """
SELECT code.pricing_indicators, count(DISTINCT code.hcpcs)
FROM hcpcs_level_ii AS code
SEMI JOIN {listed} AS listed ON listed.hcpcs = code.hcpcs AND listed.release_id = $1
WHERE code.release_id = 'hcpcs-level-ii 2025-10 r1' AND code.record_id = '3' AND code.termination_date IS NULL
    AND code.pricing_indicators IN (SELECT unnest($2))
GROUP BY ALL ORDER BY count(*) DESC
"""
BESIDE_ADDENDUM_B = """
WITH code AS (
    FROM hcpcs_level_ii
    WHERE release_id = 'hcpcs-level-ii 2025-10 r1' AND record_id = '3' AND termination_date IS NULL
), listed AS (FROM opps_addendum_b WHERE release_id = 'opps 2025-10 r1' AND hcpcs SIMILAR TO '[A-Z].*')
SELECT
    CASE WHEN code.hcpcs IS NULL THEN 'B alone' WHEN listed.hcpcs IS NULL THEN 'HCPCS alone' ELSE 'both' END,
    CASE WHEN code.hcpcs IS NULL OR listed.hcpcs IS NULL THEN left(coalesce(code.hcpcs, listed.hcpcs), 1) END,
    count(*)
FROM code FULL JOIN listed USING (hcpcs) GROUP BY ALL ORDER BY ALL
"""
COVERED = """
SELECT code.coverage, count(*) FILTER (listed.status_indicator = 'E1'), count(*)
FROM opps_addendum_b AS listed JOIN hcpcs_level_ii AS code USING (hcpcs)
WHERE listed.release_id = 'opps 2025-10 r1' AND code.release_id = 'hcpcs-level-ii 2025-10 r1'
    AND code.record_id = '3' AND code.coverage IN ('I', 'M', 'S') AND code.termination_date IS NULL
GROUP BY ALL ORDER BY ALL
"""
TESTS_BY_STATUS = """
SELECT status_indicator, count(*) FROM opps_addendum_b
WHERE release_id = 'opps 2025-10 r1' AND hcpcs IN (SELECT hcpcs FROM clfs WHERE release_id = 'clfs 2025Q4 r1')
GROUP BY ALL ORDER BY count(*) DESC
"""
BASE_UNITS = "SELECT count(*), sum(base_units)::INTEGER FROM anesthesia_base_units"
OFFSETS = """
SELECT count(*) FILTER (round(payment_rate * device_offset_pct / 100, 2) = device_offset_amount), count(*)
FROM opps_addendum_p_offsets
"""

COUNTS: list[tuple[str, str, list[Any], list[Row]]] = [
    (
        "laboratory: rows, codes, L rows, sum of the rates",
        LABORATORY,
        [],
        [
            ("clfs 2025Q1 r1", 2087, 1971, 45, "760899.56"),
            ("clfs 2025Q2 r1", 2105, 1987, 66, "760740.80"),
            ("clfs 2025Q4 r1", 2149, 2027, 117, "758521.57"),
            ("clfs 2026Q1 r1", 2162, 2038, 32, "874352.08"),
            ("clfs 2026Q2 r1", 2179, 2055, 49, "874352.08"),
        ],
    ),
    (
        "a waived test has the plain test's rate",
        WAIVED,
        [],
        [
            ("clfs 2025Q1 r1", 116, 116),
            ("clfs 2025Q2 r1", 118, 118),
            ("clfs 2025Q4 r1", 122, 122),
            ("clfs 2026Q1 r1", 124, 124),
            ("clfs 2026Q2 r1", 124, 124),
        ],
    ),
    (
        "drugs: rows, N/A, without coinsurance, with less than 20 %",
        DRUGS,
        [],
        [
            ("asp 2024-04 r1", 819, 1, 27, 61),
            ("asp 2024-10 r1", 865, 4, 31, 79),
            ("asp 2025-01 r1", 877, 1, 31, 89),
            ("asp 2025-01 r2", 877, 1, 31, 89),
            ("asp 2025-04 r1", 942, 1, 31, 85),
            ("asp 2025-07 r1", 970, 1, 31, 113),
            ("asp 2025-10 r1", 1012, 1, 33, 115),
            ("asp 2025-10 r2", 1012, 1, 33, 115),
        ],
    ),
    (
        "NDCs",
        CROSSWALK,
        [],
        [
            ("asp-crosswalk 2024-04 r1", 6746),
            ("asp-crosswalk 2024-10 r1", 7429),
            ("asp-crosswalk 2025-01 r1", 7172),
            ("asp-crosswalk 2025-04 r1", 7585),
            ("asp-crosswalk 2025-07 r1", 7873),
            ("asp-crosswalk 2025-10 r1", 8245),
        ],
    ),
    (
        "equipment: rows and codes; nutrition (PEN) apart",
        EQUIPMENT,
        [],
        [
            ("dmepos 2025A r1", "dmepos", 3487, 2084),
            ("dmepos 2025A r1", "pen", 50, 36),
            ("dmepos 2025B r1", "dmepos", 3511, 2100),
        ],
    ),
    ("rural ZIPs, former bidding areas' ZIPs, their items", PLACES, [], [(15913, 16119, 614)]),
    (
        "HCPCS Level II: codes, modifiers, terminated codes",
        LEVEL_TWO,
        [],
        [
            ("hcpcs-level-ii 2017 r1", 6155, 343, 526),
            ("hcpcs-level-ii 2019 r1", 6440, 360, 506),
            ("hcpcs-level-ii 2020-01 r1", 6710, 369, 605),
            ("hcpcs-level-ii 2020-04 r1", 6728, 369, 606),
            ("hcpcs-level-ii 2020-07 r1", 6789, 369, 615),
            ("hcpcs-level-ii 2025-10 r1", 8463, 383, 1205),
        ],
    ),
    (
        "1,833 of 2,100 DMEPOS codes of April 2025 are priced as equipment (31 to 38 are its categories)",
        PRICED_AS.format(listed="dmepos_item"),
        ["dmepos 2025B r1", ["38", "32", "36", "37", "35"]],
        [("38", 939), ("32", 345), ("36", 298), ("37", 161), ("35", 90)],
    ),
    (
        "946 of 978 drugs of October 2025 are priced as drugs",
        PRICED_AS.format(listed="asp_payment_limit"),
        ["asp 2025-10 r1", ["51"]],
        [("51", 946)],
    ),
    (
        "HCPCS Level II and Addendum B of October 2025: B alone has dental codes, HCPCS alone insurers'",
        BESIDE_ADDENDUM_B,
        [],
        [
            ("B alone", "D", 822),
            ("HCPCS alone", "H", 94),
            ("HCPCS alone", "S", 508),
            ("HCPCS alone", "T", 114),
            ("both", None, 6542),
        ],
    ),
    (
        "what Level II says is not payable, not covered or barred has status E1",
        COVERED,
        [],
        [("I", 95, 96), ("M", 70, 71), ("S", 136, 139)],
    ),
    (
        "laboratory tests by the hospital's status indicator",
        TESTS_BY_STATUS,
        [],
        [("Q4", 1329), ("A", 672), ("E1", 11), ("Q1", 10), ("N", 5)],
    ),
    ("anesthesia codes and the sum of their units", BASE_UNITS, [], [(276, 1832)]),
    (
        "Addendum P: offsets that are the rate times the share; ten codes are deleted",
        OFFSETS,
        [],
        [(5111, 5121)],
    ),
]


@pytest.mark.parametrize(
    ("query", "asked", "counted"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS]
)
def test_counts(real: Con, query: str, asked: list[Any], counted: list[Row]) -> None:
    assert real.execute(query, asked).fetchall() == counted


def test_every_difference_between_two_schedules_has_its_reason(real: Con) -> None:
    """Of every pair of postings; A9596 of July 2025 was the last without one."""
    query = """
    SELECT comparison, release_id, other_release_id, hcpcs FROM schedule_comparisons
    WHERE NOT is_equal AND known_reason IS NULL
    """
    assert real.execute(query).fetchall() == []


def test_every_code_of_every_schedule_has_a_category_with_its_source(real: Con) -> None:
    """A8005, A8006 and A9800 lay between the ranges that the sections' first and last codes had named."""
    query = "SELECT hcpcs FROM code_classes WHERE category IS NULL OR source IS NULL"
    assert real.execute(query).fetchall() == []
    without_region = """
    SELECT count(*) FROM code_classes WHERE category = 'surgery' AND body_region IS NULL
        AND hcpcs NOT BETWEEN '20000' AND '20999' AND hcpcs NOT BETWEEN '29000' AND '29999'
    """
    assert real.execute(without_region).fetchall() < [(10,)], (
        "general and casting procedures are of no one region"
    )
