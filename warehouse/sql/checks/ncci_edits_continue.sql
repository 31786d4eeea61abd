-- severity: block
-- holds: at most 30% of an NCCI table's rows begin or end between consecutive releases within 200 days
-- derived from: ncci-mue-dme, ncci-mue-hospital, ncci-mue-practitioner, ncci-ptp-hospital, ncci-ptp-practitioner
-- CMS lists the whole table each quarter and changes a few percent of the rows. A shifted column changes all of them.
WITH edits AS (
    SELECT 'ncci_ptp' AS table_name, ncci_table, first_release_id, last_release_id, count(*) AS row_count FROM ncci_ptp GROUP BY ALL
    UNION ALL
    SELECT 'ncci_mue', ncci_table, first_release_id, last_release_id, count(*) FROM ncci_mue GROUP BY ALL
),
pair AS (
    SELECT *, split_part(series, '-', -1) AS ncci_table FROM release_pairs WHERE days <= 200 AND series LIKE 'ncci-%'
),
turned AS (
    SELECT
        pair.release_id,
        pair.release_id_before,
        edits.table_name,
        coalesce(sum(edits.row_count) FILTER (edits.first_release_id = pair.release_id), 0)::BIGINT AS begun,
        coalesce(sum(edits.row_count) FILTER (edits.last_release_id = pair.release_id_before), 0)::BIGINT AS ended,
        coalesce(sum(edits.row_count) FILTER (_is_listed(edits.first_release_id, edits.last_release_id, pair.release_id)), 0)::BIGINT AS listed
    FROM pair
    JOIN edits
        ON edits.ncci_table = pair.ncci_table
        AND edits.table_name = concat_ws('_', split_part(pair.series, '-', 1), split_part(pair.series, '-', 2))
    GROUP BY ALL
)
FROM turned WHERE greatest(begun, ended) > 0.3 * listed AND greatest(begun, ended) > 50
