-- severity: warn, block above 20 per release
-- holds: CMS's total RVUs are the sum of work, practice expense and malpractice
SELECT release_id, hcpcs, modifier, qualifying_apm, work_rvu, pe_rvu_nonfacility, pe_rvu_facility, mp_rvu,
    total_rvu_nonfacility, total_rvu_facility
FROM pfs_rvu
WHERE total_rvu_nonfacility <> work_rvu + pe_rvu_nonfacility + mp_rvu
    OR total_rvu_facility <> work_rvu + pe_rvu_facility + mp_rvu
