-- severity: warn
-- holds: a laboratory test has OPPS status A, Q4, Q1, N or E1, and PFS status X unless physicians interpret it (modifier 26)
-- derived from: clfs, opps, opps-final-rule, pfs-rvu
SELECT lab.release_id, lab.hcpcs, 'OPPS status ' || hospital.status_indicator AS broken, hospital.release_id AS other_release_id
FROM clfs AS lab
JOIN releases AS release ON release.release_id = lab.release_id
JOIN releases AS opps ON opps.series = 'opps' AND opps.service_from = release.service_from
JOIN opps_addendum_b AS hospital ON hospital.release_id = opps.release_id AND hospital.hcpcs = lab.hcpcs
LEFT JOIN cross_check_exceptions AS known
    ON known.comparison = 'laboratory_opps_status' AND known.service_from = release.service_from AND regexp_full_match(lab.hcpcs, known.codes)
WHERE hospital.status_indicator NOT IN ('A', 'Q4', 'Q1', 'N', 'E1') AND known.codes IS NULL
UNION
SELECT lab.release_id, lab.hcpcs, 'PFS status ' || fee.status_code, fee.release_id
FROM clfs AS lab
JOIN releases AS release ON release.release_id = lab.release_id
JOIN releases AS pfs ON pfs.series = 'pfs-rvu' AND pfs.service_from = release.service_from
JOIN pfs_rvu AS fee ON fee.release_id = pfs.release_id AND fee.hcpcs = lab.hcpcs AND fee.modifier IS NULL AND NOT fee.qualifying_apm
LEFT JOIN cross_check_exceptions AS known
    ON known.comparison = 'laboratory_pfs_status' AND coalesce(known.service_from, release.service_from) = release.service_from
    AND regexp_full_match(lab.hcpcs, known.codes)
WHERE fee.status_code <> 'X' AND known.codes IS NULL
ORDER BY ALL
