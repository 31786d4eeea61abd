-- One row per period in which no PTP edit begins or ends, with the fee schedule that ranks its codes
--
-- Each PTP release is split at the days on which edits begin or end.
--
-- key: release_id, service_from, known_from
-- derived from: ncci-ptp-practitioner, ncci-ptp-hospital, pfs-rvu
-- columns:
--   ncci_table VARCHAR: practitioner or hospital
--   release_id VARCHAR: PTP release in force in the period
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is
--   pfs_release_id VARCHAR: Physician fee schedule release of the first day, as last known, or else the last one before
--     it; null if none is loaded
--   pfs_from DATE: First day of the period with the same factor, floor and flags, see pfs_spans
--   pfs_known_from DATE: First day on which that period was known

CREATE TABLE ptp_slices AS
WITH span AS (
    SELECT *, split_part(series, '-', 3) AS ncci_table FROM release_spans WHERE series LIKE 'ncci-ptp-%' AND series NOT LIKE '%changes%'
),
edge AS (
    SELECT release_id, service_from AS edge FROM span
    UNION
    SELECT span.release_id, day.edge
    FROM span
    JOIN (
        SELECT DISTINCT ncci_table, unnest([effective_date, deletion_date + 1]) AS edge FROM ncci_ptp
    ) AS day ON day.ncci_table = span.ncci_table AND day.edge > span.service_from AND day.edge <= span.service_to
),
slice AS (
    SELECT
        span.* EXCLUDE (service_from, service_to),
        edge.edge AS service_from,
        coalesce(lead(edge.edge) OVER (PARTITION BY span.release_id, span.service_from, span.known_from ORDER BY edge.edge) - 1, span.service_to) AS service_to
    FROM span
    JOIN edge ON edge.release_id = span.release_id AND edge.edge BETWEEN span.service_from AND span.service_to
)
SELECT
    slice.ncci_table,
    slice.release_id,
    slice.service_from,
    slice.service_to,
    slice.known_from,
    slice.known_to,
    fees.release_id AS pfs_release_id,
    fees.service_from AS pfs_from,
    fees.known_from AS pfs_known_from
FROM slice
ASOF LEFT JOIN (FROM pfs_spans WHERE known_to = DATE '9999-12-31') AS fees ON slice.service_from >= fees.service_from
ORDER BY slice.ncci_table, slice.service_from, slice.known_from;
