-- severity: block
-- holds: a table has at least six tenths of the rows of the release before, where they begin within 800 days
-- The fewest so far: six tenths in April 2026, when CMS's QPP file was not at hand.
WITH sizes AS (
    SELECT table_name, release_id, sum(rows_loaded) AS row_count FROM load_counts GROUP BY ALL
)
SELECT now.table_name, pair.release_id, now.row_count, pair.release_id_before, before.row_count AS row_count_before
FROM release_pairs AS pair
JOIN sizes AS now ON now.release_id = pair.release_id
JOIN sizes AS before ON before.release_id = pair.release_id_before AND before.table_name = now.table_name
WHERE pair.days <= 800
    AND NOT pair.series LIKE '%-changes-%'
    AND pair.series <> 'pfs-payment'
    AND before.row_count >= 50
    AND now.row_count < 0.6 * before.row_count
