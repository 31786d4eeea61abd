-- severity: block
-- holds: at most 5% of the areas have a wage index outside 0.8 to 1.25 times that of the previous release
-- Releases more than 800 days apart are not compared. CMS changed 4 of 442 areas that much so far (ASC, 2024 to 2026);
-- a column shifted by one row changes most of them.
WITH listed AS (
    SELECT release_id, cbsa, max(geographic_wage_index) AS wage_index FROM opps_wage_index GROUP BY ALL
    UNION ALL
    SELECT release_id, cbsa, max(wage_index) FROM asc_wage_index GROUP BY ALL
)
SELECT
    pair.release_id,
    pair.release_id_before,
    count(*) AS area_count,
    count(*) FILTER (now.wage_index / before.wage_index NOT BETWEEN 0.8 AND 1.25) AS moved
FROM release_pairs AS pair
JOIN listed AS before ON before.release_id = pair.release_id_before AND before.wage_index > 0
JOIN listed AS now ON now.release_id = pair.release_id AND now.cbsa = before.cbsa
WHERE pair.days <= 800
GROUP BY ALL
HAVING moved > 0.05 * area_count AND area_count >= 50
