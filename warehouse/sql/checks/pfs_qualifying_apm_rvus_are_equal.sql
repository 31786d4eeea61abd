-- severity: warn, block above 20 per release
-- holds: the QPP and nonQPP files of a release list the same RVUs for a code
-- derived from: pfs-rvu
SELECT release_id, qualifying.hcpcs, qualifying.modifier
FROM pfs_rvu AS qualifying
JOIN pfs_rvu AS other USING (release_id)
WHERE qualifying.qualifying_apm
    AND NOT other.qualifying_apm
    AND qualifying.hcpcs = other.hcpcs
    AND qualifying.modifier IS NOT DISTINCT FROM other.modifier
    AND (qualifying.work_rvu, qualifying.pe_rvu_nonfacility, qualifying.pe_rvu_facility, qualifying.mp_rvu)
        IS DISTINCT FROM (other.work_rvu, other.pe_rvu_nonfacility, other.pe_rvu_facility, other.mp_rvu)
