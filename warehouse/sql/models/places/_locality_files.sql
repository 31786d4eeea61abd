-- Internal: localities in the other files of a release besides GPCI; one row per release, table and locality
--
-- key: release_id, table_name, mac, locality
-- columns:
--   release_id VARCHAR: Release
--   table_name VARCHAR: pfs_anesthesia_cf, pfs_locality_county or pfs_opps_cap
--   mac VARCHAR: MAC number
--   locality VARCHAR: Locality number

CREATE VIEW _locality_files AS
SELECT DISTINCT release_id, 'pfs_anesthesia_cf' AS table_name, mac, locality FROM pfs_anesthesia_cf
UNION ALL
SELECT DISTINCT release_id, 'pfs_locality_county', mac, locality FROM pfs_locality_county
UNION ALL
SELECT DISTINCT release_id, 'pfs_opps_cap', mac, locality FROM pfs_opps_cap;
