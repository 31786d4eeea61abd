-- Internal: the NCCI table that a setting means and its release in force on a day, or why there is none; always one row,
-- of nulls if the setting means none
--
-- columns:
--   ncci_table VARCHAR: The table that the setting means; null if none
--   release_id VARCHAR: Release in force; null if none is
--   gap_reason VARCHAR: Why none is in force
--   first_releases VARCHAR[]: Releases of the series up to this one
--   earlier_releases VARCHAR[]: Releases of the series before this one

CREATE MACRO _ncci_table_in_force(in_edits, in_setting, service_date, known_on) AS TABLE
SELECT
    any_value(day.ncci_table) AS ncci_table,
    any_value(day.release_id) AS release_id,
    coalesce(
        any_value(replace(day.gap_reason, '{known_on}', known_on::DATE::VARCHAR)) FILTER (day.service_from IS NOT NULL),
        any_value(day.gap_reason)
    ) AS gap_reason,
    any_value(day.first_releases) AS first_releases,
    any_value(day.earlier_releases) AS earlier_releases
FROM _ncci_days AS day
WHERE day.edits = in_edits
    AND day.word = _word(in_setting)
    AND (
        day.service_from IS NULL
        OR service_date::DATE BETWEEN day.service_from AND day.service_to AND known_on::DATE BETWEEN day.known_from AND day.known_to
    );
