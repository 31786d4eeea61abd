-- One row per code of a list: its published unit limit (edit), no_edit, no_data, unreadable, no_such_code or
-- not_understood
--
-- columns:
--   hcpcs VARCHAR: Code of the list, normalized; unchanged if it is not a valid code
--   answer VARCHAR: edit, no_edit, no_data, unreadable, no_such_code or not_understood
--   mue_value INTEGER: Maximum units paid, 0 is a limit; null unless the answer is edit
--   mai VARCHAR: Code of the list mai; null unless the answer is edit and CMS had published it
--   rationale VARCHAR: Code of the list mue_rationale; null unless the answer is edit
--   reason VARCHAR: Reason for the answer
--   release_id VARCHAR: Release in force on the day; null if none is

CREATE MACRO mue_limits(codes, service_date, in_setting, known_on := DATE '9999-12-31') AS TABLE
WITH code AS (FROM _asked_codes(codes)),
table_in_force AS (
    SELECT *, coalesce(_ncci_table_problem(in_setting, ncci_table, 'practitioner, hospital or dme'), _day_problem(service_date, known_on)) AS problem
    FROM _ncci_table_in_force('mue', in_setting, service_date, known_on)
),
edit AS (
    SELECT listed.hcpcs, listed.mue_value, listed.mai, listed.rationale, meant.meaning
    FROM ncci_mue AS listed
    JOIN code ON code.hcpcs = listed.hcpcs
    JOIN table_in_force ON table_in_force.ncci_table = listed.ncci_table
    LEFT JOIN indicators AS meant ON meant.code_list = 'mai' AND meant.code = listed.mai
    WHERE _is_listed_among(listed.first_release_id, listed.last_release_id, table_in_force.first_releases, table_in_force.earlier_releases)
),
unread AS (
    SELECT line.hcpcs, min(line.reason) AS reason
    FROM unreadable_rows AS line
    JOIN table_in_force ON line.release_id = table_in_force.release_id
    WHERE line.table_name = 'ncci_mue'
    GROUP BY line.hcpcs
)
SELECT
    code.hcpcs,
    CASE
        WHEN table_in_force.problem IS NOT NULL THEN 'not_understood'
        WHEN NOT code.is_code THEN 'no_such_code'
        WHEN edit.hcpcs IS NOT NULL THEN 'edit'
        WHEN table_in_force.release_id IS NULL THEN 'no_data'
        WHEN unread.reason IS NOT NULL THEN 'unreadable'
        ELSE 'no_edit'
    END AS answer,
    edit.mue_value,
    edit.mai,
    edit.rationale,
    CASE
        WHEN table_in_force.problem IS NOT NULL THEN table_in_force.problem
        WHEN NOT code.is_code THEN 'No procedure code'
        WHEN edit.hcpcs IS NOT NULL THEN coalesce(edit.meaning, 'CMS had not published how the limit is applied')
        WHEN table_in_force.release_id IS NULL THEN table_in_force.gap_reason
        WHEN unread.reason IS NOT NULL THEN unread.reason
        ELSE 'No limit is published; CMS keeps some limits confidential, so there may be one'
    END AS reason,
    table_in_force.release_id
FROM code
CROSS JOIN table_in_force
LEFT JOIN edit ON edit.hcpcs = code.hcpcs
LEFT JOIN unread ON unread.hcpcs = code.hcpcs
ORDER BY code.hcpcs;
