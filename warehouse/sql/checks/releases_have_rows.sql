-- severity: block
-- holds: every release in the file was loaded from at least one member
SELECT release_id FROM releases WHERE release_id NOT IN (SELECT release_id FROM load_counts WHERE rows_loaded > 0)
