-- severity: warn
-- holds: a release lists at most one active edit per pair
-- derived from: ncci-ptp-hospital, ncci-ptp-practitioner
SELECT ncci_table, column_1, column_2, count(*) AS open_edits
FROM ncci_ptp
WHERE deletion_date IS NULL AND last_release_id IS NULL
GROUP BY ALL
HAVING count(*) > 1
