-- severity: block
-- holds: a release has one conversion factor per kind of participant for all codes with RVUs
-- derived from: pfs-rvu
SELECT release_id, qualifying_apm, list(DISTINCT conversion_factor) AS conversion_factors
FROM pfs_rvu
WHERE status_code IN ('A', 'R', 'T')
GROUP BY ALL
HAVING count(DISTINCT conversion_factor) <> 1
