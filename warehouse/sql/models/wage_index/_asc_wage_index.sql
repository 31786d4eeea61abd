-- One row: the index of surgical centers in a CBSA or a state's rural area

CREATE MACRO _asc_wage_index(area, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    'asc' AS facility_schedule,
    coalesce(_area(area), area::VARCHAR) AS cbsa,
    any_value(found.name) AS name,
    CASE WHEN any_value(gap.reason) IS NULL AND count(DISTINCT found.wage_index) = 1 THEN any_value(found.wage_index) END AS wage_index,
    CASE
        WHEN area IS NOT NULL AND _area(area) IS NULL THEN 'not_understood'
        WHEN any_value(gap.reason) IS NOT NULL THEN any_value(gap.payment_status)
        WHEN any_value(asked.release_id) IS NULL OR count(found.wage_index) = 0 THEN 'no_data'
        WHEN count(DISTINCT found.wage_index) > 1 THEN 'not_decided'
        ELSE 'paid'
    END AS payment_status,
    CASE
        WHEN area IS NULL THEN 'No CBSA is given'
        WHEN _area(area) IS NULL THEN _no_area(area)
        WHEN any_value(asked.release_id) IS NULL THEN no_data_reason('asc-wage-index', service_date, known_on := known_on)
        WHEN any_value(gap.reason) IS NOT NULL THEN any_value(gap.reason)
        WHEN count(found.wage_index) = 0 THEN any_value(asked.release_id) || ' has no index for ' || _area(area)
        WHEN count(DISTINCT found.wage_index) > 1 THEN any_value(asked.release_id) || ' prints several indexes for ' || _area(area) || ', by county'
        ELSE concat_ws(' ', _area(area), any_value(found.name), any_value(found.wage_index))
    END AS reason,
    'Medicare Claims Processing Manual, chapter 14, section 40.2; ' || any_value(asked.release_id) AS source,
    any_value(asked.release_id) AS release_id
FROM (SELECT release_on('asc-wage-index', service_date, known_on := known_on) AS release_id, _area(area) AS cbsa) AS asked
LEFT JOIN asc_wage_index AS found ON found.release_id = asked.release_id AND found.cbsa = asked.cbsa
-- CMS lists several indices for some CBSAs, and which of them an unreadable row holds is unknown.
LEFT JOIN _wage_index_gaps AS gap
    ON gap.table_name = 'asc_wage_index' AND gap.release_id = asked.release_id
    AND (gap.place = asked.cbsa OR gap.place = '?' AND found.cbsa IS NULL);
