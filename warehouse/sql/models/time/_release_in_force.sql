-- Internal: the release of a series in force on a day, or why there is none; always one row
--
-- columns:
--   release_id VARCHAR: Release in force; null if none is
--   gap_reason VARCHAR: Why none is in force; null if one is, or if the series is null

CREATE MACRO _release_in_force(in_series, service_date, known_on) AS TABLE
SELECT
    max(day.release_id) AS release_id,
    CASE
        WHEN max(day.release_id) IS NULL
            THEN coalesce(any_value(_gap_reason(day.reason, day.first_known_from, known_on)), 'no release of ' || in_series || ' is loaded')
    END AS gap_reason
FROM series_calendar AS day
WHERE day.series = in_series
    AND service_date::DATE BETWEEN day.service_from AND day.service_to
    AND known_on::DATE BETWEEN day.known_from AND day.known_to;
