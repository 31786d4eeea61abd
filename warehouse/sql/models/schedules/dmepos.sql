-- Newest release of the year that has a part of the schedule: CMS posts nutrition, rural and former CBA files in
-- January and again only when they change
CREATE MACRO _dmepos_release(in_part, service_date, known_on := DATE '9999-12-31') AS (
    SELECT arg_max(span.release_id, row(span.service_from, span.known_from))
    FROM release_spans AS span
    JOIN load_counts AS loaded USING (release_id)
    WHERE span.series = 'dmepos' AND year(span.service_from) = year(service_date::DATE) AND span.service_from <= service_date::DATE
        AND known_on::DATE BETWEEN span.known_from AND span.known_to
        AND loaded.rows_loaded > 0
        AND CASE in_part
            WHEN 'pen' THEN loaded.table_name = 'dmepos_item' AND loaded.member ILIKE '%pen%'
            WHEN 'dmepos' THEN loaded.table_name = 'dmepos_item' AND NOT loaded.member ILIKE '%pen%'
            ELSE loaded.table_name = in_part
        END
);
