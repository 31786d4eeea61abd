-- Why no release of a series is in force on a date of service as known on a date; null if one is

CREATE MACRO no_data_reason(series, service_date, known_on := DATE '9999-12-31') AS (
    SELECT
        coalesce(
            CASE WHEN series IS NULL THEN 'no series is given' END,
            _day_problem(service_date, known_on),
            CASE
                WHEN count(*) = 0 THEN 'no release of ' || series::VARCHAR || ' is loaded'
                ELSE any_value(_gap_reason(gap.reason, gap.first_known_from, known_on))
            END
        )
    FROM series_calendar AS gap (of_series)
    WHERE of_series = _series(series)
        AND service_date::DATE BETWEEN gap.service_from AND gap.service_to
        AND known_on::DATE BETWEEN gap.known_from AND gap.known_to
);
