-- severity: warn
-- holds: a code that is not payable, not covered or barred by statute in HCPCS Level II (I, M, S) has OPPS status E1
SELECT listed.release_id, listed.hcpcs, listed.status_indicator, code.coverage, code.release_id AS hcpcs_release_id
FROM opps_addendum_b AS listed
JOIN releases AS release ON release.release_id = listed.release_id AND release.series = 'opps'
JOIN hcpcs_codes AS code
    ON code.hcpcs = listed.hcpcs AND code.service_from = release.service_from AND code.known_to = DATE '9999-12-31'
    AND code.record_id = '3'
LEFT JOIN cross_check_exceptions AS known
    ON known.comparison = 'hcpcs_coverage' AND coalesce(known.service_from, release.service_from) = release.service_from
    AND regexp_full_match(listed.hcpcs, known.codes)
WHERE code.coverage IN ('I', 'M', 'S') AND listed.status_indicator <> 'E1' AND known.codes IS NULL
ORDER BY ALL
