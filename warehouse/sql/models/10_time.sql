-- Time in one place: which release is in force on a date of service, as known on a date.
-- derived from: all series

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
    SELECT cell.*, min(span.known_from) AS known_since
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
    NULL::DATE AS known_since,
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
        WHEN beside.known_since IS NOT NULL THEN NULL
        WHEN beside.release_before IS NULL
            THEN 'before the first loaded release, ' || beside.release_after || ', which starts on ' || beside.starts_on
        WHEN beside.release_after IS NULL
            THEN 'after the last loaded release, ' || beside.release_before || ', which ends on ' || beside.ends_on
        ELSE 'no release of ' || beside.series || ' is loaded for this day: ' || beside.release_before || ' ends on '
            || beside.ends_on || ', ' || beside.release_after || ' starts on ' || beside.starts_on
    END,
    beside.known_since,
    beside.service_from,
    beside.service_to,
    DATE '0001-01-01',
    coalesce(beside.known_since - 1, DATE '9999-12-31')
FROM beside
ORDER BY series, service_from, known_from;

CREATE MACRO release_on(series, service_date, known_on := DATE '9999-12-31') AS (
    SELECT span.release_id
    FROM release_spans AS span (of_series)
    WHERE of_series = series
        AND service_date BETWEEN span.service_from AND span.service_to
        AND known_on BETWEEN span.known_from AND span.known_to
);
COMMENT ON MACRO release_on IS 'release_id in force for a series on a date of service, as known on a date (left out: all that this snapshot knows); null where nothing loaded speaks for that day, see no_data_reason';

CREATE MACRO _gap_reason(reason, known_since, known_on) AS
    coalesce(reason, 'not yet published on ' || known_on::DATE || ': the first posting held was known on ' || known_since);
COMMENT ON MACRO _gap_reason IS 'Why no release is in force in a gap of series_calendar; null where one is';

CREATE MACRO no_data_reason(series, service_date, known_on := DATE '9999-12-31') AS (
    SELECT
        CASE
            WHEN service_date IS NULL THEN 'no date of service is given'
            WHEN count(*) = 0 THEN 'no release of ' || series || ' is loaded'
            ELSE any_value(_gap_reason(gap.reason, gap.known_since, known_on))
        END
    FROM series_calendar AS gap (of_series)
    WHERE of_series = series
        AND service_date BETWEEN gap.service_from AND gap.service_to
        AND known_on BETWEEN gap.known_from AND gap.known_to
);
COMMENT ON MACRO no_data_reason IS 'Why no release of a series is in force on a date of service as known on a date; null where one is';

CREATE MACRO release_status(series, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    series AS asked_series,
    service_date::DATE AS asked_service_date,
    known_on::DATE AS asked_known_on,
    release_on(series, service_date, known_on := known_on) AS release_id,
    CASE WHEN release_on(series, service_date, known_on := known_on) IS NULL THEN 'no_data' ELSE 'in_force' END AS status,
    no_data_reason(series, service_date, known_on := known_on) AS reason;
COMMENT ON MACRO TABLE release_status IS 'One row: the release in force for a series, or status no_data and why';
