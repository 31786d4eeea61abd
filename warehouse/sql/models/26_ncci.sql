-- NCCI answers: edit, bypassable, no_edit or no_data. Silence of a table that is loaded is an answer, of one that is not, none.

CREATE MACRO ptp_edits_on(service_date, in_setting, known_on := DATE '9999-12-31') AS TABLE
SELECT
    edit.column_1,
    edit.column_2,
    if(edit.modifier_indicator = '1', 'bypassable', 'edit') AS answer,
    edit.modifier_indicator,
    edit.rationale,
    edit.effective_date,
    edit.deletion_date,
    asked.release_id
FROM ncci_ptp AS edit
CROSS JOIN (SELECT release_on('ncci-ptp-' || in_setting, service_date, known_on := known_on) AS release_id) AS asked
WHERE edit.ncci_table = in_setting
    AND _is_listed(edit.first_release_id, edit.last_release_id, asked.release_id)
    AND service_date >= edit.effective_date
    AND _in_force_on(edit.deletion_date, service_date)
    -- 9: CMS deleted the edit on its effective date; it never was in force.
    AND edit.modifier_indicator <> '9';
COMMENT ON MACRO TABLE ptp_edits_on IS 'Every procedure-to-procedure edit in force on a date of service in a setting (practitioner or hospital); none where the quarter''s table is not loaded, see ptp_conflicts';

CREATE MACRO _no_ncci_table(setting, tables) AS
    coalesce('''' || setting::VARCHAR || ''' is no NCCI table', 'no NCCI table is given') || ': ' || tables;
COMMENT ON MACRO _no_ncci_table IS 'Why an NCCI question is not understood';

CREATE MACRO ptp_conflicts(codes, service_date, in_setting, known_on := DATE '9999-12-31') AS TABLE
WITH code AS (
    SELECT DISTINCT coalesce(_code_of(line.written), line.written::VARCHAR) AS hcpcs, _code_of(line.written) IS NOT NULL AS is_code
    FROM (SELECT unnest(codes) AS written) AS line
),
pair AS (
    SELECT one.hcpcs AS code_1, other.hcpcs AS code_2, one.is_code AND other.is_code AS are_codes
    FROM code AS one
    JOIN code AS other ON one.hcpcs < other.hcpcs
),
table_in_force AS (
    SELECT
        _ncci_table_of(in_setting) AS asked_table,
        max(day.release_id) AS release_id,
        coalesce(any_value(_gap_reason(day.reason, day.known_since, known_on)), 'no release of ncci-ptp-' || _ncci_table_of(in_setting) || ' is loaded')
            AS gap_reason
    FROM series_calendar AS day
    WHERE day.series = 'ncci-ptp-' || _ncci_table_of(in_setting)
        AND service_date BETWEEN day.service_from AND day.service_to
        AND known_on BETWEEN day.known_from AND day.known_to
),
associated AS (
    SELECT
        list(rule.modifier) AS bypassing,
        list(rule.modifier) FILTER (try_cast(rule.column_1_since AS DATE) <= service_date) AS bypassing_on_column_1
    FROM ncci_modifiers AS rule
),
-- First the few rows of these codes, then what is in force: the other way round every row is judged.
listed AS MATERIALIZED (
    SELECT edit.*
    FROM ncci_ptp AS edit
    JOIN code AS first ON first.hcpcs = edit.column_1
    JOIN code AS second ON second.hcpcs = edit.column_2
),
edit AS (
    SELECT
        least(listed.column_1, listed.column_2) AS code_1,
        greatest(listed.column_1, listed.column_2) AS code_2,
        CASE listed.modifier_indicator WHEN '1' THEN 'bypassable' ELSE 'edit' END AS answer,
        listed.*
    FROM listed
    JOIN table_in_force ON listed.ncci_table = table_in_force.asked_table
    WHERE _is_listed(listed.first_release_id, listed.last_release_id, table_in_force.release_id)
        AND service_date >= listed.effective_date
        AND _in_force_on(listed.deletion_date, service_date)
        AND listed.modifier_indicator <> '9'
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
        WHEN table_in_force.asked_table IS NULL OR table_in_force.asked_table = 'dme' THEN 'not_understood'
        WHEN NOT pair.are_codes THEN 'no_such_code'
        WHEN edit.answer IS NOT NULL THEN edit.answer
        WHEN table_in_force.release_id IS NULL OR unread.reason IS NOT NULL THEN 'no_data'
        ELSE 'no_edit'
    END AS answer,
    edit.column_1,
    edit.column_2,
    edit.modifier_indicator,
    CASE
        WHEN table_in_force.asked_table IS NULL OR table_in_force.asked_table = 'dme' THEN _no_ncci_table(in_setting, 'practitioner or hospital')
        WHEN NOT pair.are_codes THEN 'One of the two is no procedure code'
        WHEN edit.answer = 'bypassable' THEN 'Column 2 is not paid with column 1, unless an NCCI-associated modifier applies: ' || edit.rationale
        WHEN edit.answer = 'edit' THEN 'Column 2 is not paid with column 1, with any modifier: ' || edit.rationale
        WHEN table_in_force.release_id IS NULL THEN table_in_force.gap_reason
        WHEN unread.reason IS NOT NULL THEN unread.reason
        ELSE 'The table in force lists no edit of this pair'
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
COMMENT ON MACRO TABLE ptp_conflicts IS 'One row per pair of the codes in a list (29881-59 is the code 29881): edit, bypassable, no_edit, no_data, no_such_code or not_understood, with the column of each';

CREATE MACRO mue_edits_on(service_date, in_setting, known_on := DATE '9999-12-31') AS TABLE
SELECT
    edit.hcpcs,
    edit.mue_value,
    edit.mai,
    edit.rationale,
    asked.release_id
FROM ncci_mue AS edit
CROSS JOIN (SELECT release_on('ncci-mue-' || in_setting, service_date, known_on := known_on) AS release_id) AS asked
WHERE edit.ncci_table = in_setting
    AND _is_listed(edit.first_release_id, edit.last_release_id, asked.release_id);
COMMENT ON MACRO TABLE mue_edits_on IS 'Every published limit of units in force on a date of service in a setting (practitioner, hospital or dme); none where the quarter''s table is not loaded, see mue_limits';

CREATE MACRO mue_limits(codes, service_date, in_setting, known_on := DATE '9999-12-31') AS TABLE
WITH code AS (
    SELECT DISTINCT coalesce(_code_of(line.written), line.written::VARCHAR) AS hcpcs, _code_of(line.written) IS NOT NULL AS is_code
    FROM (SELECT unnest(codes) AS written) AS line
),
table_in_force AS (
    SELECT
        _ncci_table_of(in_setting) AS asked_table,
        max(day.release_id) AS release_id,
        coalesce(any_value(_gap_reason(day.reason, day.known_since, known_on)), 'no release of ncci-mue-' || _ncci_table_of(in_setting) || ' is loaded')
            AS gap_reason
    FROM series_calendar AS day
    WHERE day.series = 'ncci-mue-' || _ncci_table_of(in_setting)
        AND service_date BETWEEN day.service_from AND day.service_to
        AND known_on BETWEEN day.known_from AND day.known_to
),
edit AS (
    SELECT listed.hcpcs, listed.mue_value, listed.mai, listed.rationale, meant.meaning
    FROM ncci_mue AS listed
    JOIN code ON code.hcpcs = listed.hcpcs
    JOIN table_in_force ON listed.ncci_table = table_in_force.asked_table
    LEFT JOIN indicators AS meant ON meant.code_list = 'mai' AND meant.code = listed.mai
    WHERE _is_listed(listed.first_release_id, listed.last_release_id, table_in_force.release_id)
)
SELECT
    code.hcpcs,
    CASE
        WHEN table_in_force.asked_table IS NULL THEN 'not_understood'
        WHEN NOT code.is_code THEN 'no_such_code'
        WHEN edit.hcpcs IS NOT NULL THEN 'edit'
        WHEN table_in_force.release_id IS NULL OR unread.reason IS NOT NULL THEN 'no_data'
        ELSE 'no_edit'
    END AS answer,
    edit.mue_value,
    edit.mai,
    edit.rationale,
    CASE
        WHEN table_in_force.asked_table IS NULL THEN _no_ncci_table(in_setting, 'practitioner, hospital or dme')
        WHEN NOT code.is_code THEN 'No procedure code'
        WHEN edit.hcpcs IS NOT NULL THEN edit.meaning
        WHEN table_in_force.release_id IS NULL THEN table_in_force.gap_reason
        WHEN unread.reason IS NOT NULL THEN unread.reason
        ELSE 'No limit is published; CMS keeps some confidential, so there may be one'
    END AS reason,
    table_in_force.release_id
FROM code
CROSS JOIN table_in_force
LEFT JOIN edit ON edit.hcpcs = code.hcpcs
LEFT JOIN unreadable_rows AS unread
    ON unread.table_name = 'ncci_mue'
    AND unread.release_id = table_in_force.release_id
    AND unread.hcpcs = code.hcpcs
ORDER BY code.hcpcs;
COMMENT ON MACRO TABLE mue_limits IS 'One row per code of a list: its published limit of units (edit), no_edit, no_data, no_such_code or not_understood';

CREATE MACRO add_on_edits_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    edit.add_on_code,
    edit.primary_code,
    edit.add_on_type,
    edit.effective_date,
    edit.deletion_date,
    edit.release_id
FROM ncci_add_on AS edit
WHERE edit.release_id = release_on('ncci-add-on', service_date, known_on := known_on)
    AND service_date >= edit.effective_date
    AND _in_force_on(edit.deletion_date, service_date)
    AND _in_force_on(edit.add_on_deleted, service_date)
    AND _in_force_on(edit.primary_deleted, service_date);
COMMENT ON MACRO TABLE add_on_edits_on IS 'Every add-on code with a primary code it is paid with (CCCCC: the contractor decides), on a date of service; none where the quarter''s file is not loaded, see add_on_status';

CREATE MACRO add_on_status(codes, service_date, known_on := DATE '9999-12-31') AS TABLE
WITH code AS (
    SELECT DISTINCT coalesce(_code_of(line.written), line.written::VARCHAR) AS hcpcs, _code_of(line.written) IS NOT NULL AS is_code
    FROM (SELECT unnest(codes) AS written) AS line
),
table_in_force AS (
    SELECT
        max(day.release_id) AS release_id,
        coalesce(any_value(_gap_reason(day.reason, day.known_since, known_on)), 'no release of ncci-add-on is loaded') AS gap_reason
    FROM series_calendar AS day
    WHERE day.series = 'ncci-add-on'
        AND service_date BETWEEN day.service_from AND day.service_to
        AND known_on BETWEEN day.known_from AND day.known_to
),
listed AS (
    SELECT
        edit.add_on_code,
        min(edit.add_on_type) AS add_on_type,
        list(DISTINCT edit.primary_code) FILTER (billed.hcpcs IS NOT NULL) AS primaries
    FROM add_on_edits_on(service_date, known_on := known_on) AS edit
    JOIN code ON code.hcpcs = edit.add_on_code
    LEFT JOIN code AS billed ON billed.hcpcs = edit.primary_code
    GROUP BY edit.add_on_code
)
SELECT
    code.hcpcs,
    listed.add_on_type,
    coalesce(listed.primaries, []) AS primaries,
    CASE
        WHEN NOT code.is_code THEN 'no_such_code'
        WHEN table_in_force.release_id IS NULL THEN 'no_data'
        WHEN listed.add_on_code IS NULL OR listed.primaries IS NOT NULL THEN 'no_edit'
        WHEN listed.add_on_type = '1' THEN 'edit'
        ELSE 'bypassable'
    END AS answer,
    CASE
        WHEN NOT code.is_code THEN 'No procedure code'
        WHEN table_in_force.release_id IS NULL THEN table_in_force.gap_reason
        WHEN listed.add_on_code IS NULL THEN 'Not an add-on code'
        WHEN listed.primaries IS NOT NULL THEN 'Add-on code with a primary code of its list'
        WHEN listed.add_on_type = '1' THEN 'Add-on code without any primary code of its closed list'
        ELSE 'Add-on code without a listed primary code; the contractor may accept another'
    END AS reason,
    table_in_force.release_id
FROM code
CROSS JOIN table_in_force
LEFT JOIN listed ON listed.add_on_code = code.hcpcs
ORDER BY code.hcpcs;
COMMENT ON MACRO TABLE add_on_status IS 'One row per code of a list: edit (add-on without a primary), bypassable (the contractor may accept another primary), no_edit or no_data';
