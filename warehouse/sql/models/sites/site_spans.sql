-- Rectangles of date of service by date known, with the release of each payment system in force; null if none is loaded
--
-- Six schedules change on different days; none of them changes within a rectangle. There is no rectangle if none of the
-- first three is in force.
--
-- key: service_from, known_from
-- derived from: pfs-rvu, opps, asc, clfs, asp, dmepos
-- columns:
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is
--   pfs_release_id VARCHAR: Physician fee schedule release in force
--   pfs_from DATE: First day of the period with the same factor, floor and flags, see pfs_spans
--   pfs_known_from DATE: First day on which that period was known
--   opps_release_id VARCHAR: OPPS release in force
--   asc_release_id VARCHAR: ASC release in force
--   clfs_release_id VARCHAR: Laboratory fee schedule release in force
--   asp_release_id VARCHAR: Release of drug payment limits in force
--   dmepos_release_id VARCHAR: DMEPOS fee schedule release in force

CREATE TABLE site_spans AS
WITH span AS (
    SELECT series, release_id, service_from, service_to, known_from, known_to FROM release_spans
    WHERE series IN ('opps', 'asc', 'clfs', 'asp', 'dmepos')
    UNION ALL
    SELECT 'pfs-rvu', release_id, service_from, service_to, known_from, known_to FROM pfs_spans
),
service_edge AS (
    SELECT DISTINCT unnest([service_from, service_to + 1]) AS edge FROM span
),
known_edge AS (
    SELECT DISTINCT unnest([known_from, known_to + 1]) AS edge FROM span
),
cell AS (
    SELECT service.*, known.*
    FROM (SELECT edge AS service_from, lead(edge) OVER (ORDER BY edge) - 1 AS service_to FROM service_edge) AS service
    CROSS JOIN (SELECT edge AS known_from, lead(edge) OVER (ORDER BY edge) - 1 AS known_to FROM known_edge) AS known
    WHERE service_to IS NOT NULL AND known_to IS NOT NULL
),
filled AS (
    SELECT
        cell.service_from,
        cell.service_to,
        cell.known_from,
        cell.known_to,
        max(span.release_id) FILTER (span.series = 'pfs-rvu') AS pfs_release_id,
        max(span.service_from) FILTER (span.series = 'pfs-rvu') AS pfs_from,
        max(span.known_from) FILTER (span.series = 'pfs-rvu') AS pfs_known_from,
        max(span.release_id) FILTER (span.series = 'opps') AS opps_release_id,
        max(span.release_id) FILTER (span.series = 'asc') AS asc_release_id,
        max(span.release_id) FILTER (span.series = 'clfs') AS clfs_release_id,
        max(span.release_id) FILTER (span.series = 'asp') AS asp_release_id,
        max(span.release_id) FILTER (span.series = 'dmepos') AS dmepos_release_id
    FROM cell
    JOIN span
        ON cell.service_from BETWEEN span.service_from AND span.service_to
        AND cell.known_from BETWEEN span.known_from AND span.known_to
    GROUP BY ALL
)
-- Knowledge only grows, so cells with the same releases are adjacent.
SELECT
    service_from,
    service_to,
    min(known_from) AS known_from,
    max(known_to) AS known_to,
    pfs_release_id,
    pfs_from,
    pfs_known_from,
    opps_release_id,
    asc_release_id,
    clfs_release_id,
    asp_release_id,
    dmepos_release_id
FROM filled
WHERE coalesce(pfs_release_id, opps_release_id, asc_release_id) IS NOT NULL
GROUP BY ALL
ORDER BY service_from, known_from;
