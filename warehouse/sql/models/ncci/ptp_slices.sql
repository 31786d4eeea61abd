-- One row per stretch of days within which no PTP edit begins or ends: each release is cut at those days
--
-- key: release_id, service_from, known_from
-- derived from: ncci-ptp-practitioner, ncci-ptp-hospital
-- columns:
--   series VARCHAR: Series
--   release_id VARCHAR: Release in force there
--   known_from DATE: First day of knowledge
--   known_to DATE: Last day of knowledge; 9999-12-31 is open
--   ncci_table VARCHAR: practitioner or hospital
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   place BIGINT: Number of the slice among those of its table, by date of service and then by date known

CREATE TEMP TABLE ptp_slices AS
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
SELECT *, row_number() OVER (PARTITION BY ncci_table ORDER BY service_from, known_from, release_id) AS place FROM slice;
