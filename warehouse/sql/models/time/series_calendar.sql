-- For every series and day, the release in force or why there is none; every combination of service date and known date
-- is in exactly one row
--
-- This is the only place that decides which release is in force on a date of service, as known on a date.
--
-- key: series, service_from, known_from
-- derived from: all series
-- columns:
--   series VARCHAR: Series
--   release_id VARCHAR: Release in force; null if there is none
--   reason VARCHAR: Why there is none; null if a posting exists that was not yet known
--   first_known_from DATE: Day on which the first posting for these days became known, if it was not yet known
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE series_calendar AS
WITH edge AS (
    SELECT series, service_from AS edge FROM release_spans
    UNION
    SELECT series, service_to + 1 FROM release_spans
    UNION
    SELECT series, DATE '0001-01-01' FROM release_spans
),
cell AS (
    SELECT series, edge AS service_from, coalesce(lead(edge) OVER (PARTITION BY series ORDER BY edge) - 1, DATE '9999-12-31') AS service_to
    FROM edge
),
gap AS (
    SELECT cell.*, min(span.known_from) AS first_known_from
    FROM cell
    LEFT JOIN release_spans AS span
        ON span.series = cell.series AND cell.service_from BETWEEN span.service_from AND span.service_to
    GROUP BY ALL
),
beside AS (
    SELECT
        gap.*,
        arg_max(earlier.release_id, row(earlier.service_to, earlier.vintage, earlier.revision))
            FILTER (earlier.service_to < gap.service_from) AS release_before,
        max(earlier.service_to) FILTER (earlier.service_to < gap.service_from) AS ends_on,
        arg_min(earlier.release_id, row(earlier.service_from, earlier.vintage, earlier.revision))
            FILTER (earlier.service_from > gap.service_to) AS release_after,
        min(earlier.service_from) FILTER (earlier.service_from > gap.service_to) AS starts_on
    FROM gap
    LEFT JOIN releases AS earlier ON earlier.series = gap.series
    GROUP BY ALL
)
SELECT
    span.series,
    span.release_id,
    NULL AS reason,
    NULL::DATE AS first_known_from,
    span.service_from,
    span.service_to,
    span.known_from,
    span.known_to
FROM release_spans AS span
UNION ALL
SELECT
    beside.series,
    NULL,
    CASE
        WHEN beside.first_known_from IS NOT NULL THEN NULL
        WHEN beside.release_before IS NULL
            THEN 'before the first loaded release, ' || beside.release_after || ', which starts on ' || beside.starts_on
        WHEN beside.release_after IS NULL
            THEN 'after the last loaded release, ' || beside.release_before || ', which ends on ' || beside.ends_on
        ELSE 'no release of ' || beside.series || ' is loaded for this day: ' || beside.release_before || ' ends on '
            || beside.ends_on || ', ' || beside.release_after || ' starts on ' || beside.starts_on
    END,
    beside.first_known_from,
    beside.service_from,
    beside.service_to,
    DATE '0001-01-01',
    coalesce(beside.first_known_from - 1, DATE '9999-12-31')
FROM beside
ORDER BY series, service_from, known_from;
