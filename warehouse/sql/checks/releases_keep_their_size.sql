-- severity: warn
-- holds: a table has at most 25% more or fewer rows than in the previous release
WITH sizes AS (
    SELECT table_name, series, release_id, service_from, revision, sum(rows_loaded) AS row_count
    FROM load_counts JOIN releases USING (release_id)
    WHERE NOT series LIKE '%-changes-%' AND series <> 'pfs-payment'
    GROUP BY ALL
),
pairs AS (
    SELECT
        table_name,
        release_id,
        row_count,
        lag(release_id) OVER in_series AS release_id_before,
        lag(row_count) OVER in_series AS row_count_before
    FROM sizes
    WINDOW in_series AS (PARTITION BY table_name, series ORDER BY service_from, revision)
)
FROM pairs WHERE row_count / row_count_before NOT BETWEEN 0.8 AND 1.25
