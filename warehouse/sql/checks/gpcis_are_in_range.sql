-- severity: block
-- holds: a GPCI is between 0.2 and 3.5
-- From 2009 to 2026 they are between 0.235 (malpractice, 2022) and 2.702 (malpractice, 2022); 11.024 has lost its
-- decimal point.
SELECT release_id, mac, locality, work_gpci, pe_gpci, mp_gpci
FROM pfs_gpci
WHERE least(work_gpci, pe_gpci, mp_gpci) < 0.2 OR greatest(work_gpci, pe_gpci, mp_gpci) > 3.5
