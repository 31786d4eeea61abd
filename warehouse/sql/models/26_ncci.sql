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

CREATE MACRO ptp_conflicts(codes, service_date, in_setting, known_on := DATE '9999-12-31') AS TABLE
WITH code AS (
    SELECT DISTINCT unnest(codes) AS hcpcs
),
pair AS (
    SELECT one.hcpcs AS code_1, other.hcpcs AS code_2
    FROM code AS one
    JOIN code AS other ON one.hcpcs < other.hcpcs
),
-- First the few rows of these codes, then what is in force: the other way round every row is judged.
listed AS MATERIALIZED (
    SELECT *
    FROM ncci_ptp
    WHERE list_contains(codes, ncci_ptp.column_1) AND list_contains(codes, ncci_ptp.column_2)
),
edit AS (
    SELECT
        least(listed.column_1, listed.column_2) AS code_1,
        greatest(listed.column_1, listed.column_2) AS code_2,
        if(listed.modifier_indicator = '1', 'bypassable', 'edit') AS answer,
        listed.*
    FROM listed
    WHERE listed.ncci_table = in_setting
        AND _is_listed(listed.first_release_id, listed.last_release_id, release_on('ncci-ptp-' || in_setting, service_date, known_on := known_on))
        AND service_date >= listed.effective_date
        AND _in_force_on(listed.deletion_date, service_date)
        AND listed.modifier_indicator <> '9'
),
unread AS (
    SELECT
        least(row.hcpcs, row.column_2) AS code_1,
        greatest(row.hcpcs, row.column_2) AS code_2,
        any_value(row.reason) AS unreadable_reason
    FROM unreadable_rows AS row
    WHERE row.table_name = 'ncci_ptp'
        AND row.release_id = release_on('ncci-ptp-' || in_setting, service_date, known_on := known_on)
    GROUP BY ALL
)
SELECT
    pair.code_1,
    pair.code_2,
    CASE
        WHEN edit.answer IS NOT NULL THEN edit.answer
        WHEN unread.unreadable_reason IS NOT NULL THEN 'no_data'
        WHEN release_on('ncci-ptp-' || in_setting, service_date, known_on := known_on) IS NULL THEN 'no_data'
        ELSE 'no_edit'
    END AS answer,
    edit.column_1,
    edit.column_2,
    edit.modifier_indicator,
    CASE edit.answer
        WHEN 'bypassable' THEN 'Column 2 is not paid with column 1, unless an NCCI-associated modifier applies: ' || edit.rationale
        WHEN 'edit' THEN 'Column 2 is not paid with column 1, with any modifier: ' || edit.rationale
        ELSE coalesce(
            no_data_reason('ncci-ptp-' || in_setting, service_date, known_on := known_on),
            unread.unreadable_reason,
            'The table in force lists no edit of this pair'
        )
    END AS reason,
    if(edit.answer = 'bypassable', (SELECT list(ncci_modifiers.modifier) FROM ncci_modifiers), NULL) AS bypassing_modifiers,
    if(
        edit.answer = 'bypassable',
        (
            SELECT list(ncci_modifiers.modifier)
            FROM ncci_modifiers
            WHERE try_cast(ncci_modifiers.column_1_since AS DATE) <= service_date
        ),
        NULL
    ) AS bypassing_on_column_1,
    edit.effective_date,
    release_on('ncci-ptp-' || in_setting, service_date, known_on := known_on) AS release_id
FROM pair
LEFT JOIN edit USING (code_1, code_2)
LEFT JOIN unread USING (code_1, code_2)
ORDER BY pair.code_1, pair.code_2;
COMMENT ON MACRO TABLE ptp_conflicts IS 'One row a pair of the codes in a list: edit, bypassable, no_edit or no_data, with the column each stands in';

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
SELECT
    asked.hcpcs,
    CASE
        WHEN edit.hcpcs IS NOT NULL THEN 'edit'
        WHEN unread.reason IS NOT NULL THEN 'no_data'
        WHEN release_on('ncci-mue-' || in_setting, service_date, known_on := known_on) IS NULL THEN 'no_data'
        ELSE 'no_edit'
    END AS answer,
    edit.mue_value,
    edit.mai,
    edit.rationale,
    CASE
        WHEN edit.hcpcs IS NOT NULL THEN (SELECT indicators.meaning FROM indicators WHERE indicators.code_list = 'mai' AND indicators.code = edit.mai)
        ELSE coalesce(
            no_data_reason('ncci-mue-' || in_setting, service_date, known_on := known_on),
            unread.reason,
            'No limit is published; CMS keeps some confidential, so there may be one'
        )
    END AS reason,
    release_on('ncci-mue-' || in_setting, service_date, known_on := known_on) AS release_id
FROM (SELECT DISTINCT unnest(codes) AS hcpcs) AS asked
LEFT JOIN mue_edits_on(service_date, in_setting, known_on := known_on) AS edit ON edit.hcpcs = asked.hcpcs
LEFT JOIN unreadable_rows AS unread
    ON unread.table_name = 'ncci_mue'
    AND unread.release_id = release_on('ncci-mue-' || in_setting, service_date, known_on := known_on)
    AND unread.hcpcs = asked.hcpcs
ORDER BY asked.hcpcs;
COMMENT ON MACRO TABLE mue_limits IS 'One row a code of a list: its published limit of units (edit), no_edit or no_data';

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
    SELECT DISTINCT unnest(codes) AS hcpcs
),
listed AS (
    SELECT
        edit.add_on_code,
        min(edit.add_on_type) AS add_on_type,
        list(DISTINCT edit.primary_code) FILTER (edit.primary_code IN (FROM code)) AS primaries
    FROM add_on_edits_on(service_date, known_on := known_on) AS edit
    WHERE edit.add_on_code IN (FROM code)
    GROUP BY edit.add_on_code
)
SELECT
    code.hcpcs,
    listed.add_on_type,
    coalesce(listed.primaries, []) AS primaries,
    CASE
        WHEN release_on('ncci-add-on', service_date, known_on := known_on) IS NULL THEN 'no_data'
        WHEN listed.add_on_code IS NULL OR listed.primaries IS NOT NULL THEN 'no_edit'
        WHEN listed.add_on_type = '1' THEN 'edit'
        ELSE 'bypassable'
    END AS answer,
    CASE
        WHEN release_on('ncci-add-on', service_date, known_on := known_on) IS NULL THEN
            no_data_reason('ncci-add-on', service_date, known_on := known_on)
        WHEN listed.add_on_code IS NULL THEN 'Not an add-on code'
        WHEN listed.primaries IS NOT NULL THEN 'Add-on code with a primary code of its list'
        WHEN listed.add_on_type = '1' THEN 'Add-on code without any primary code of its closed list'
        ELSE 'Add-on code without a listed primary code; the contractor may accept another'
    END AS reason,
    release_on('ncci-add-on', service_date, known_on := known_on) AS release_id
FROM code
LEFT JOIN listed ON listed.add_on_code = code.hcpcs
ORDER BY code.hcpcs;
COMMENT ON MACRO TABLE add_on_status IS 'One row a code of a list: edit (add-on without a primary), bypassable (the contractor may accept another primary), no_edit or no_data';
