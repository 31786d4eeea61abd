-- One row: the release in force for a series, or status no_data or not_understood and why
--
-- columns:
--   asked_series VARCHAR: Given series
--   asked_service_date DATE: Given date of service
--   asked_known_on DATE: Given known date
--   release_id VARCHAR: Release in force; null if none is
--   status VARCHAR: in_force, no_data or not_understood
--   reason VARCHAR: Why there is none; null if there is one

CREATE MACRO release_status(series, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    series AS asked_series,
    service_date::DATE AS asked_service_date,
    known_on::DATE AS asked_known_on,
    release_on(series, service_date, known_on := known_on) AS release_id,
    CASE
        WHEN series IS NULL OR _day_problem(service_date, known_on) IS NOT NULL THEN 'not_understood'
        WHEN release_on(series, service_date, known_on := known_on) IS NULL THEN 'no_data'
        ELSE 'in_force'
    END AS status,
    no_data_reason(series, service_date, known_on := known_on) AS reason;
