-- Internal: indices by day and location for pfs_payment, and its answer if there are none
--
-- The nation is the empty place, with indices of 1. One further row per day (service and known) has the place ?, which
-- applies to every location: the release in force, or why there is none. Every combination of service date and known
-- date has exactly one, even if no fee schedule is loaded.
--
-- key: place, service_from, known_from
-- derived from: all series
-- columns:
--   place VARCHAR: MAC and locality (01112 05); empty for the nation; ? for values that apply everywhere
--   locality_name VARCHAR: Name of the locality, as CMS lists it
--   work_gpci DECIMAL(6,3): Work index
--   pe_gpci DECIMAL(6,3): Practice expense index
--   mp_gpci DECIMAL(6,3): Malpractice index
--   no_indices_status VARCHAR: unreadable if CMS's row of the location could not be read
--   no_indices_reason VARCHAR: Why the release has no indices; null if it has them
--   absent_status VARCHAR: Status of a code without a row: not_listed or no_data
--   absent_reason VARCHAR: Reason for that status; {known_on} represents the asked known date
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE _payment_places AS
WITH day AS (
    SELECT release_id, NULL AS reason, service_from, service_to, known_from, known_to FROM pfs_spans
    UNION ALL
    SELECT NULL, coalesce(reason, _not_yet_published('{known_on}', first_known_from)), service_from, service_to, known_from, known_to
    FROM series_calendar
    WHERE series = 'pfs-rvu' AND release_id IS NULL
    UNION ALL
    SELECT NULL, 'no release of pfs-rvu is loaded', DATE '0001-01-01', DATE '9999-12-31', DATE '0001-01-01', DATE '9999-12-31'
    WHERE NOT EXISTS (FROM series_calendar WHERE series = 'pfs-rvu')
)
SELECT
    mac || ' ' || locality AS place,
    locality_name,
    work_gpci,
    pe_gpci,
    mp_gpci,
    CASE WHEN unreadable_reason IS NOT NULL THEN 'unreadable' END AS no_indices_status,
    unreadable_reason AS no_indices_reason,
    NULL::VARCHAR AS absent_status,
    NULL::VARCHAR AS absent_reason,
    service_from,
    service_to,
    known_from,
    known_to
FROM pfs_final_gpci
UNION ALL
SELECT '', NULL, 1::DECIMAL(6, 3), 1::DECIMAL(6, 3), 1::DECIMAL(6, 3), NULL, NULL, NULL, NULL, service_from, service_to, known_from, known_to FROM day
UNION ALL
SELECT
    '?',
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    lost.reason,
    CASE WHEN day.release_id IS NULL THEN 'no_data' ELSE 'not_listed' END,
    CASE WHEN day.release_id IS NULL THEN day.reason ELSE 'The physician fee schedule does not list the code' END,
    day.service_from,
    day.service_to,
    day.known_from,
    day.known_to
FROM day
LEFT JOIN _missing_tables AS lost ON lost.release_id = day.release_id AND lost.table_name = 'pfs_gpci'
ORDER BY place, service_from, known_from;
