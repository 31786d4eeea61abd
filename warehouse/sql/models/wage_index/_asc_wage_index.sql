-- One row: the index of surgical centers in a CBSA or a state's rural area

CREATE MACRO _asc_wage_index(area, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    'asc' AS facility_schedule,
    upper(trim(area)) AS cbsa,
    any_value(found.name) AS name,
    CASE WHEN count(DISTINCT found.wage_index) = 1 THEN any_value(found.wage_index) END AS wage_index,
    CASE
        WHEN any_value(asked.release_id) IS NULL OR count(found.wage_index) = 0 THEN 'no_data'
        WHEN count(DISTINCT found.wage_index) > 1 THEN 'not_decided'
        ELSE 'paid'
    END AS payment_status,
    CASE
        WHEN any_value(asked.release_id) IS NULL THEN no_data_reason('asc-wage-index', service_date, known_on := known_on)
        WHEN area IS NULL THEN 'No CBSA is given'
        WHEN count(found.wage_index) = 0 THEN any_value(asked.release_id) || ' has no index for ' || area
        WHEN count(DISTINCT found.wage_index) > 1 THEN any_value(asked.release_id) || ' prints several indexes for ' || area || ', by county'
        ELSE concat_ws(' ', upper(trim(area)), any_value(found.name), any_value(found.wage_index))
    END AS reason,
    'Medicare Claims Processing Manual, chapter 14, section 40.2; ' || any_value(asked.release_id) AS source,
    any_value(asked.release_id) AS release_id
FROM (SELECT release_on('asc-wage-index', service_date, known_on := known_on) AS release_id, upper(trim(area)) AS cbsa) AS asked
LEFT JOIN asc_wage_index AS found ON found.release_id = asked.release_id AND found.cbsa = asked.cbsa;
