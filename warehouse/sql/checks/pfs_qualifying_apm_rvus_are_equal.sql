-- severity: warn, block above 20 per release
-- holds: the QPP and nonQPP files of a release list the same RVUs for a code
-- derived from: pfs-rvu
SELECT release_id, one.hcpcs, one.modifier
FROM pfs_rvu AS one
JOIN pfs_rvu AS other USING (release_id)
WHERE one.qualifying_apm
    AND NOT other.qualifying_apm
    AND one.hcpcs = other.hcpcs
    AND one.modifier IS NOT DISTINCT FROM other.modifier
    AND (one.work_rvu, one.pe_rvu_nonfacility, one.pe_rvu_facility, one.mp_rvu)
        IS DISTINCT FROM (other.work_rvu, other.pe_rvu_nonfacility, other.pe_rvu_facility, other.mp_rvu)
