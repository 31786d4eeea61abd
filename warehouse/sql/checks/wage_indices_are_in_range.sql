-- severity: block
-- holds: a wage index is between 0.2 and 2.5
-- CMS's are between 0.2847 (Puerto Rico, 2023) and 1.9686 (2024).
SELECT release_id, cbsa, wage_index
FROM (
    SELECT release_id, cbsa, unnest([geographic_wage_index, reclassified_wage_index, rural_floor, imputed_floor]) AS wage_index
    FROM opps_wage_index
    UNION ALL
    SELECT release_id, cbsa, wage_index FROM asc_wage_index
)
WHERE wage_index NOT BETWEEN 0.2 AND 2.5
ORDER BY ALL
