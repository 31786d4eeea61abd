-- severity: block
-- holds: malpractice RVUs exceed practice expense RVUs in at most 15% of a release's rows with work
-- derived from: pfs-rvu
-- 0% in 2012 to 6.2% in 2026. With swapped columns it is nearly all of them.
SELECT release_id, count(*) AS row_count, count(*) FILTER (mp_rvu > pe_rvu_facility) AS exceeding
FROM pfs_rvu
WHERE work_rvu > 0
GROUP BY release_id
HAVING count(*) >= 200 AND count(*) FILTER (mp_rvu > pe_rvu_facility) > 0.15 * count(*)
