-- severity: block
-- holds: a table has more than 55% of the previous release's rows, if the two begin within 800 days
-- The fewest so far: 59% of the ASC code pairs (2024), and 62% of PPRRVU in April 2026 without CMS's QPP file. OPPSCAP
-- lists the codes that the OPPS amount limits: it had 32,524 rows in 2009 and 14,136 in 2011.
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
    AND now.table_name <> 'pfs_opps_cap'
    AND before.row_count >= 50
    AND now.row_count <= 0.55 * before.row_count
