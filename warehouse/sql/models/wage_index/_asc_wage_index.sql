-- One row: the index of surgical centers in a CBSA or a state's rural area

CREATE MACRO _asc_wage_index(area, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    'asc' AS facility_schedule,
    coalesce(any_value(asked.cbsa), area::VARCHAR) AS cbsa,
    any_value(found.name) AS name,
    CASE WHEN any_value(gap.reason) IS NULL AND count(DISTINCT found.wage_index) = 1 THEN any_value(found.wage_index) END AS wage_index,
    CASE
        WHEN area IS NOT NULL AND any_value(asked.cbsa) IS NULL OR _day_problem(service_date, known_on) IS NOT NULL THEN 'not_understood'
        WHEN any_value(gap.reason) IS NOT NULL THEN any_value(gap.payment_status)
        WHEN any_value(asked.release_id) IS NULL OR count(found.wage_index) = 0 THEN 'no_data'
        WHEN count(DISTINCT found.wage_index) > 1 THEN 'not_decided'
        ELSE 'paid'
    END AS payment_status,
    CASE
        WHEN _day_problem(service_date, known_on) IS NOT NULL THEN _day_problem(service_date, known_on)
        WHEN area IS NULL THEN 'No CBSA is given'
        WHEN any_value(asked.cbsa) IS NULL THEN _no_area(area)
        WHEN any_value(asked.release_id) IS NULL THEN _no_wage_index('asc-wage-index', service_date, known_on, any_value(asked.gap))
        WHEN any_value(gap.reason) IS NOT NULL THEN any_value(gap.reason)
        WHEN count(found.wage_index) = 0 THEN any_value(asked.release_id) || ' has no index for ' || any_value(asked.cbsa)
        WHEN count(DISTINCT found.wage_index) > 1 THEN any_value(asked.release_id) || ' prints several indexes for ' || any_value(asked.cbsa) || ', by county'
        ELSE concat_ws(' ', any_value(asked.cbsa), any_value(found.name), any_value(found.wage_index))
    END AS reason,
    'Medicare Claims Processing Manual, chapter 14, section 40.2; ' || any_value(asked.release_id) AS source,
    any_value(asked.release_id) AS release_id
FROM (
    SELECT given.cbsa, in_force.*
    FROM (SELECT _area(area) AS cbsa) AS given
    CROSS JOIN (
        SELECT max(day.release_id) AS release_id, any_value(_gap_reason(day.reason, day.first_known_from, known_on)) AS gap
        FROM series_calendar AS day
        WHERE day.series = 'asc-wage-index'
            AND service_date::DATE BETWEEN day.service_from AND day.service_to
            AND known_on::DATE BETWEEN day.known_from AND day.known_to
    ) AS in_force
) AS asked
LEFT JOIN asc_wage_index AS found ON found.release_id = asked.release_id AND found.cbsa = asked.cbsa
-- CMS lists several indices for some CBSAs, and which of them an unreadable row holds is unknown.
LEFT JOIN _wage_index_gaps AS gap
    ON gap.table_name = 'asc_wage_index' AND gap.release_id = asked.release_id
    AND (gap.place = asked.cbsa OR gap.place = '?' AND found.cbsa IS NULL);
