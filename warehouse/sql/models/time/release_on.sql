-- release_id in force for a series on a date of service, as known on a date (default: everything in this snapshot);
-- null if no loaded release covers the day, see no_data_reason

CREATE MACRO release_on(series, service_date, known_on := DATE '9999-12-31') AS (
    SELECT span.release_id
    FROM release_spans AS span (of_series)
    WHERE of_series = _series(series)
        AND service_date::DATE BETWEEN span.service_from AND span.service_to
        AND known_on::DATE BETWEEN span.known_from AND span.known_to
);
