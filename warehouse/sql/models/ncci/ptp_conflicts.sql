-- One row per pair of the codes in a list (29881-59 counts as code 29881): edit, bypassable, no_edit, no_data,
-- unreadable, no_such_code or not_understood, with the column of each
--
-- NCCI answers: edit, bypassable, no_edit, no_data or unreadable. If a loaded table does not list a pair, the answer is
-- no_edit; if the table is not loaded or the pair's row could not be read, it is no_data or unreadable.
--
-- columns:
--   code_1 VARCHAR: First code of the pair in alphabetical order, normalized
--   code_2 VARCHAR: Second code of the pair
--   answer VARCHAR: edit, bypassable, no_edit, no_data, unreadable, no_such_code or not_understood
--   column_1 VARCHAR: The code that is paid; null unless the answer is edit or bypassable
--   column_2 VARCHAR: The code that is not paid with it; null unless the answer is edit or bypassable
--   modifier_indicator VARCHAR: Code of the list ptp_modifier_indicator
--   reason VARCHAR: Reason for the answer
--   bypassing_modifiers VARCHAR[]: Modifiers that allow both on the day; null unless the answer is bypassable
--   bypassing_on_column_1 VARCHAR[]: Those that also bypass the edit on column 1
--   effective_date DATE: First day of the edit
--   release_id VARCHAR: Release in force on the day; null if none is

CREATE MACRO ptp_conflicts(codes, service_date, in_setting, known_on := DATE '9999-12-31') AS TABLE
WITH code AS (FROM _asked_codes(codes)),
pair AS (
    SELECT one.hcpcs AS code_1, other.hcpcs AS code_2, one.is_code AND other.is_code AS are_codes
    FROM code AS one
    JOIN code AS other ON one.hcpcs < other.hcpcs
    UNION ALL
    SELECT NULL, NULL, false
    WHERE codes IS NULL
),
table_in_force AS (
    SELECT *, coalesce(_ncci_table_problem(in_setting, ncci_table, 'practitioner or hospital'), _day_problem(service_date, known_on)) AS problem
    FROM _ncci_table_in_force('ptp', in_setting, service_date, known_on)
),
associated AS (
    SELECT
        list(rule.modifier) AS bypassing,
        list(rule.modifier) FILTER (rule.column_1_service_from <= service_date::DATE) AS bypassing_on_column_1
    FROM ncci_modifiers AS rule
),
-- Filter by code first, then by date: the other order tests the date of every row.
listed AS MATERIALIZED (
    SELECT edit.*
    FROM ncci_ptp AS edit
    JOIN code AS first ON first.hcpcs = edit.column_1
    JOIN code AS second ON second.hcpcs = edit.column_2
    WHERE edit.ncci_table = _ncci_table_of(in_setting)
),
edit AS (
    SELECT
        least(listed.column_1, listed.column_2) AS code_1,
        greatest(listed.column_1, listed.column_2) AS code_2,
        _ptp_answer(listed.modifier_indicator) AS answer,
        listed.*
    FROM listed
    CROSS JOIN table_in_force
    WHERE _is_listed_among(listed.first_release_id, listed.last_release_id, table_in_force.first_releases, table_in_force.earlier_releases)
        AND _ptp_in_force(listed.effective_date, listed.deletion_date, listed.modifier_indicator, service_date::DATE)
),
unread AS (
    SELECT
        least(line.hcpcs, line.column_2) AS code_1,
        greatest(line.hcpcs, line.column_2) AS code_2,
        any_value(line.reason) AS reason
    FROM unreadable_rows AS line
    JOIN table_in_force ON line.release_id = table_in_force.release_id
    WHERE line.table_name = 'ncci_ptp'
    GROUP BY ALL
)
SELECT
    pair.code_1,
    pair.code_2,
    CASE
        WHEN table_in_force.problem IS NOT NULL THEN 'not_understood'
        WHEN NOT pair.are_codes THEN 'no_such_code'
        WHEN edit.answer IS NOT NULL THEN edit.answer
        WHEN table_in_force.release_id IS NULL THEN 'no_data'
        WHEN unread.reason IS NOT NULL THEN 'unreadable'
        ELSE 'no_edit'
    END AS answer,
    edit.column_1,
    edit.column_2,
    edit.modifier_indicator,
    CASE
        WHEN table_in_force.problem IS NOT NULL THEN table_in_force.problem
        WHEN NOT pair.are_codes THEN 'One of the two is not a procedure code'
        WHEN edit.answer = 'bypassable' THEN 'Column 2 is not paid with column 1 unless an NCCI-associated modifier applies' || coalesce(': ' || edit.rationale, '')
        WHEN edit.answer = 'edit' THEN 'Column 2 is not paid with column 1 under any modifier' || coalesce(': ' || edit.rationale, '')
        WHEN table_in_force.release_id IS NULL THEN table_in_force.gap_reason
        WHEN unread.reason IS NOT NULL THEN unread.reason
        ELSE 'The table in force does not list this pair'
    END AS reason,
    CASE WHEN edit.answer = 'bypassable' THEN associated.bypassing END AS bypassing_modifiers,
    CASE WHEN edit.answer = 'bypassable' THEN associated.bypassing_on_column_1 END AS bypassing_on_column_1,
    edit.effective_date,
    table_in_force.release_id
FROM pair
CROSS JOIN table_in_force
CROSS JOIN associated
LEFT JOIN edit ON edit.code_1 = pair.code_1 AND edit.code_2 = pair.code_2
LEFT JOIN unread ON unread.code_1 = pair.code_1 AND unread.code_2 = pair.code_2
ORDER BY pair.code_1, pair.code_2;
