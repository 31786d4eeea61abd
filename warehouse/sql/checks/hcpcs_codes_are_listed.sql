-- severity: warn
-- holds: letter codes that ASP or OPPS list are in HCPCS Level II of the quarter (dental codes aside)
WITH listed AS (
    SELECT release_id, hcpcs FROM asp_payment_limit
    UNION ALL
    SELECT release_id, hcpcs FROM opps_addendum_b
)
SELECT listed.release_id, listed.hcpcs, file.release_id AS hcpcs_release_id
FROM listed
JOIN releases AS release ON release.release_id = listed.release_id AND release.series IN ('asp', 'opps')
JOIN releases AS file ON file.series = 'hcpcs-level-ii' AND file.service_from = release.service_from
WHERE regexp_full_match(listed.hcpcs, '[A-CE-Z][0-9]{4}')
    AND NOT EXISTS (FROM hcpcs_level_ii AS code WHERE code.release_id = file.release_id AND code.hcpcs = listed.hcpcs)
ORDER BY ALL
