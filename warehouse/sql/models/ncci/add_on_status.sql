-- One row per code of a list: edit (add-on without a primary), bypassable (the contractor may accept another primary),
-- no_edit, no_data, unreadable or not_understood
--
-- columns:
--   hcpcs VARCHAR: Code of the list, normalized; unchanged if it is not a valid code
--   add_on_type VARCHAR: Code of the list add_on_type; null unless it is an add-on code
--   primaries VARCHAR[]: Its primary codes that are in the list, with one of which it is paid; empty if none is
--   answer VARCHAR: edit, bypassable, no_edit, no_data, unreadable, no_such_code or not_understood
--   reason VARCHAR: Reason for the answer
--   release_id VARCHAR: Release in force on the day; null if none is

CREATE MACRO add_on_status(codes, service_date, known_on := DATE '9999-12-31') AS TABLE
WITH code AS (FROM _asked_codes(codes)),
table_in_force AS (
    SELECT _day_problem(service_date, known_on) AS problem, release_id, gap_reason FROM _release_in_force('ncci-add-on', service_date, known_on)
),
listed AS (
    SELECT
        edit.add_on_code,
        min(edit.add_on_type) AS add_on_type,
        list(DISTINCT edit.primary_code) FILTER (billed.hcpcs IS NOT NULL) AS primaries
    FROM _add_on_edits_on(service_date, known_on := known_on) AS edit
    JOIN code ON code.hcpcs = edit.add_on_code
    LEFT JOIN code AS billed ON billed.hcpcs = edit.primary_code
    GROUP BY edit.add_on_code
),
unread AS (
    SELECT line.hcpcs, min(line.reason) AS reason
    FROM unreadable_rows AS line
    JOIN table_in_force ON line.release_id = table_in_force.release_id
    WHERE line.table_name = 'ncci_add_on'
    GROUP BY line.hcpcs
)
SELECT
    code.hcpcs,
    listed.add_on_type,
    coalesce(listed.primaries, []) AS primaries,
    CASE
        WHEN table_in_force.problem IS NOT NULL THEN 'not_understood'
        WHEN NOT code.is_code THEN 'no_such_code'
        WHEN table_in_force.release_id IS NULL THEN 'no_data'
        WHEN listed.primaries IS NOT NULL THEN 'no_edit'
        -- The unreadable row may list a primary code that is billed.
        WHEN unread.reason IS NOT NULL THEN 'unreadable'
        WHEN listed.add_on_code IS NULL THEN 'no_edit'
        WHEN listed.add_on_type = '1' THEN 'edit'
        ELSE 'bypassable'
    END AS answer,
    CASE
        WHEN table_in_force.problem IS NOT NULL THEN table_in_force.problem
        WHEN NOT code.is_code THEN 'No procedure code'
        WHEN table_in_force.release_id IS NULL THEN table_in_force.gap_reason
        WHEN listed.primaries IS NOT NULL THEN 'Add-on code with a primary code from its list'
        WHEN unread.reason IS NOT NULL THEN unread.reason
        WHEN listed.add_on_code IS NULL THEN 'Not an add-on code'
        WHEN listed.add_on_type = '1' THEN 'Add-on code without any primary code from its closed list'
        ELSE 'Add-on code without a listed primary code; the contractor may accept another'
    END AS reason,
    table_in_force.release_id
FROM code
CROSS JOIN table_in_force
LEFT JOIN listed ON listed.add_on_code = code.hcpcs
LEFT JOIN unread ON unread.hcpcs = code.hcpcs
ORDER BY code.hcpcs;
