-- Time in one place: which release is in force on a date of service, as known on a date.

CREATE MACRO release_on(series, service_date, known_on := DATE '9999-12-31') AS (
    SELECT span.release_id
    FROM release_spans AS span (of_series)
    WHERE of_series = series
        AND service_date BETWEEN span.service_from AND span.service_to
        AND known_on BETWEEN span.known_from AND span.known_to
);
COMMENT ON MACRO release_on IS 'release_id in force for a series on a date of service, as known on a date (left out: all that this snapshot knows); null where nothing loaded speaks for that day, see no_data_reason';

CREATE MACRO _quarter_label(service_date) AS
    year(service_date::DATE) || 'Q' || quarter(service_date::DATE);
COMMENT ON MACRO _quarter_label IS 'Calendar quarter of a date, written 2025Q3';

CREATE MACRO no_data_reason(series, service_date, known_on := DATE '9999-12-31') AS if(
    release_on(series, service_date, known_on := known_on) IS NOT NULL,
    NULL,
    (
        SELECT
            CASE
                WHEN held.releases = 0 THEN 'no release of ' || series || ' is loaded'
                WHEN service_date < held.starts
                    THEN 'before the first loaded release, ' || held.first_release_id || ', which starts on ' || held.starts
                WHEN service_date > held.ends
                    THEN 'after the last loaded release, ' || held.last_release_id || ', which ends on ' || held.ends
                WHEN held.known_since IS NOT NULL
                    THEN 'not yet published on ' || known_on::DATE || ': the first posting held was known on ' || held.known_since
                ELSE 'no release of ' || series || ' is loaded for ' || _quarter_label(service_date)
            END
        FROM (
            SELECT
                count(*) AS releases,
                min(release.service_from) AS starts,
                arg_min(release.release_id, row(release.service_from, release.vintage, release.revision)) AS first_release_id,
                max(release.service_to) AS ends,
                arg_max(release.release_id, row(release.service_to, release.vintage, release.revision)) AS last_release_id,
                min(if(service_date BETWEEN release.service_from AND release.service_to, release.known_from, NULL)) AS known_since
            FROM releases AS release (release_id, of_series)
            WHERE release.of_series = series
        ) AS held
    )
);
COMMENT ON MACRO no_data_reason IS 'Why no release of a series is in force on a date of service as known on a date; null where one is';

CREATE MACRO release_status(series, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    series AS asked_series,
    service_date::DATE AS asked_service_date,
    known_on::DATE AS asked_known_on,
    release_on(series, service_date, known_on := known_on) AS release_id,
    if(release_on(series, service_date, known_on := known_on) IS NULL, 'no_data', 'in_force') AS status,
    no_data_reason(series, service_date, known_on := known_on) AS reason;
COMMENT ON MACRO TABLE release_status IS 'One row: the release in force for a series, or status no_data and why';
