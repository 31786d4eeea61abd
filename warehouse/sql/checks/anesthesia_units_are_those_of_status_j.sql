-- severity: warn
-- holds: the base units list exactly the codes of status J in the physician fee schedule
SELECT units.release_id, rvu.release_id AS pfs_release_id, coalesce(units.hcpcs, rvu.hcpcs) AS hcpcs
FROM (
    SELECT release_id, hcpcs
    FROM anesthesia_base_units
    WHERE release_id = (SELECT arg_max(release_id, service_from) FROM releases WHERE series = 'anesthesia-base-units')
) AS units
FULL JOIN (
    SELECT DISTINCT release_id, hcpcs
    FROM pfs_rvu
    WHERE status_code = 'J'
        AND release_id = (SELECT arg_max(release_id, row(service_from, revision)) FROM releases WHERE series = 'pfs-rvu')
) AS rvu USING (hcpcs)
WHERE (units.hcpcs IS NULL OR rvu.hcpcs IS NULL)
    AND (SELECT count(*) FROM anesthesia_base_units) > 0
    AND (SELECT count(*) FROM pfs_rvu WHERE status_code = 'J') > 0
ORDER BY ALL
