-- Internal: the answer of each site for a code that nothing lists, by day; every combination of service date and known date is
-- in one row per site, and one more row per site, without dates, answers for a day that is not in the calendar
--
-- Planning dominates the cost of a look-up, so the gaps of three series are one row here.
--
-- key: site, service_from, known_from
-- derived from: all series
-- columns:
--   site VARCHAR: office, hospital_outpatient or asc
--   professional_status VARCHAR: not_listed or no_data
--   professional_reason VARCHAR: Reason for the status; {known_on} represents the asked known date
--   facility_status VARCHAR: no_facility_fee, not_listed or no_data
--   facility_reason VARCHAR: Reason for the status; {known_on} represents the asked known date
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE _site_days AS
WITH calendar AS (
    SELECT
        day.series,
        day.release_id IS NOT NULL AS is_loaded,
        coalesce(day.reason, _not_yet_published('{known_on}', day.first_known_from)) AS gap_reason,
        no_ee.reason AS without_ee,
        day.service_from,
        day.service_to,
        day.known_from,
        day.known_to
    FROM series_calendar AS day
    LEFT JOIN _missing_tables AS no_ee ON no_ee.release_id = day.release_id AND no_ee.table_name = 'asc_addendum_ee'
    WHERE day.series IN ('pfs-rvu', 'opps', 'asc')
),
service AS (
    SELECT edge AS service_from, coalesce(lead(edge) OVER (ORDER BY edge) - 1, DATE '9999-12-31') AS service_to
    FROM (SELECT service_from AS edge FROM calendar UNION SELECT DATE '0001-01-01')
),
known AS (
    SELECT edge AS known_from, coalesce(lead(edge) OVER (ORDER BY edge) - 1, DATE '9999-12-31') AS known_to
    FROM (SELECT known_from AS edge FROM calendar UNION SELECT DATE '0001-01-01')
),
cell AS (
    SELECT * FROM service CROSS JOIN known
    UNION ALL
    SELECT NULL, NULL, NULL, NULL
),
gap AS (
    SELECT
        cell.service_from,
        cell.service_to,
        cell.known_from,
        cell.known_to,
        CASE WHEN count(*) FILTER (day.series = 'pfs-rvu' AND day.is_loaded) = 0
            THEN coalesce(max(day.gap_reason) FILTER (day.series = 'pfs-rvu'), 'no release of pfs-rvu is loaded') END AS no_physician,
        CASE WHEN count(*) FILTER (day.series = 'opps' AND day.is_loaded) = 0
            THEN coalesce(max(day.gap_reason) FILTER (day.series = 'opps'), 'no release of opps is loaded') END AS no_hospital,
        CASE WHEN count(*) FILTER (day.series = 'asc' AND day.is_loaded) = 0
            THEN coalesce(max(day.gap_reason) FILTER (day.series = 'asc'), 'no release of asc is loaded') END AS no_asc,
        max(day.without_ee) AS without_ee
    FROM cell
    LEFT JOIN calendar AS day
        ON cell.service_from BETWEEN day.service_from AND day.service_to
        AND cell.known_from BETWEEN day.known_from AND day.known_to
    GROUP BY ALL
),
placed AS (
    SELECT
        sites.site,
        gap.*,
        CASE sites.site WHEN 'hospital_outpatient' THEN gap.no_hospital WHEN 'asc' THEN gap.no_asc END AS no_facility
    FROM gap
    CROSS JOIN (VALUES ('office'), ('hospital_outpatient'), ('asc')) AS sites (site)
)
-- A known release is never forgotten, so cells with the same answer are adjacent.
SELECT
    site,
    CASE WHEN no_physician IS NULL THEN 'not_listed' ELSE 'no_data' END AS professional_status,
    coalesce(no_physician, 'The physician fee schedule does not list the code') AS professional_reason,
    CASE WHEN site = 'office' THEN 'no_facility_fee' WHEN no_facility IS NULL THEN 'not_listed' ELSE 'no_data' END AS facility_status,
    coalesce(no_facility, _not_listed_reason(site, without_ee)) AS facility_reason,
    service_from,
    service_to,
    min(known_from) AS known_from,
    max(known_to) AS known_to
FROM placed
GROUP BY ALL
ORDER BY site, service_from, known_from;
