-- severity: block
-- holds: a release pays all codes that have RVUs with one conversion factor, one for each kind of participant
SELECT release_id, qualifying_apm, list(DISTINCT conversion_factor) AS conversion_factors
FROM pfs_rvu
WHERE status_code IN ('A', 'R', 'T')
GROUP BY ALL
HAVING count(DISTINCT conversion_factor) <> 1
