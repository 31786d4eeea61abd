-- severity: warn, block above 20 per release
-- holds: localities of the OPPSCAP, anesthesia and county files are in the GPCI file of their release, if it could be read
WITH used AS (
    SELECT DISTINCT release_id, mac, locality, 'pfs_opps_cap' AS table_name FROM pfs_opps_cap
    UNION ALL
    SELECT DISTINCT release_id, mac, locality, 'pfs_anesthesia_cf' FROM pfs_anesthesia_cf
    UNION ALL
    SELECT DISTINCT release_id, mac, locality, 'pfs_locality_county' FROM pfs_locality_county
)
FROM used ANTI JOIN pfs_gpci USING (release_id, mac, locality)
WHERE release_id NOT IN (SELECT release_id FROM tables_missing WHERE table_name = 'pfs_gpci')
ORDER BY ALL
