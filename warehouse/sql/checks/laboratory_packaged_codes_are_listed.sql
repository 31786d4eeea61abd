-- severity: warn
-- holds: every code of OPPS status Q4 is in the laboratory fee schedule of the quarter
-- derived from: clfs, opps, opps-final-rule
SELECT hospital.release_id, hospital.hcpcs, lab.release_id AS laboratory_release_id
FROM opps_addendum_b AS hospital
JOIN releases AS opps ON opps.release_id = hospital.release_id AND opps.series = 'opps'
JOIN releases AS lab ON lab.series = 'clfs' AND lab.service_from = opps.service_from
LEFT JOIN cross_check_exceptions AS known
    ON known.comparison = 'laboratory_packaged_codes' AND regexp_full_match(hospital.hcpcs, known.codes)
WHERE hospital.status_indicator = 'Q4' AND known.codes IS NULL
    AND NOT EXISTS (FROM clfs WHERE clfs.release_id = lab.release_id AND clfs.hcpcs = hospital.hcpcs)
ORDER BY ALL
