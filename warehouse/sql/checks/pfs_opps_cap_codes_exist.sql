-- severity: warn
-- holds: OPPSCAP lists codes of the same release's PPRRVU
-- derived from: pfs-rvu
SELECT DISTINCT release_id, hcpcs, modifier
FROM pfs_opps_cap AS cap
WHERE NOT EXISTS (
    FROM pfs_rvu AS rvu
    WHERE rvu.release_id = cap.release_id
        AND rvu.hcpcs = cap.hcpcs
        AND rvu.modifier IS NOT DISTINCT FROM cap.modifier
)
