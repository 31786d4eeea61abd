-- severity: block
-- holds: a file has as many rows as CMS's page states ("The file has 2,179 records")
WITH counted AS (
    SELECT release_id, sum(rows_in) AS rows_in FROM load_counts GROUP BY release_id
)
SELECT file.release_id, file.stated_rows, counted.rows_in
FROM release_files AS file
JOIN counted ON counted.release_id = file.release_id
WHERE file.stated_rows <> counted.rows_in
