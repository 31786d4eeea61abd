-- severity: warn, block above 20 per release
-- holds: localities of the OPPSCAP, anesthesia and county files are in the GPCI file of their release, if it could be read
FROM _locality_files ANTI JOIN pfs_gpci USING (release_id, mac, locality)
WHERE release_id NOT IN (SELECT release_id FROM tables_missing WHERE table_name = 'pfs_gpci')
ORDER BY ALL
