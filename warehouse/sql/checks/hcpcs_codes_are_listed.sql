-- severity: warn
-- holds: letter codes of ASP, OPPS and DMEPOS are in HCPCS Level II of the quarter (dental codes aside), its active ones in OPPS
-- Codes that begin with S, T or H are for private insurers and Medicaid: Addendum B does not list them.
WITH listed AS (
    SELECT release_id, hcpcs FROM asp_payment_limit
    UNION ALL
    SELECT release_id, hcpcs FROM opps_addendum_b
    UNION ALL
    SELECT release_id, hcpcs FROM dmepos_item
),
paired AS (
    SELECT release.release_id, release.series, release.service_from, file.release_id AS hcpcs_release_id
    FROM releases AS release
    JOIN releases AS file ON file.series = 'hcpcs-level-ii' AND file.service_from = release.service_from
    WHERE release.series IN ('asp', 'opps', 'dmepos')
),
code AS (
    SELECT release_id, hcpcs, service_from, termination_date FROM hcpcs_codes
    WHERE record_id = '3' AND known_to = DATE '9999-12-31'
)
SELECT DISTINCT 'not in HCPCS Level II' AS broken, paired.release_id, listed.hcpcs, paired.hcpcs_release_id
FROM listed
JOIN paired USING (release_id)
WHERE regexp_full_match(listed.hcpcs, '[A-CE-Z][0-9]{4}')
    AND NOT EXISTS (FROM code WHERE code.release_id = paired.hcpcs_release_id AND code.hcpcs = listed.hcpcs)
UNION ALL
SELECT DISTINCT 'active, and not in Addendum B', paired.release_id, code.hcpcs, paired.hcpcs_release_id
FROM paired
JOIN code ON code.release_id = paired.hcpcs_release_id AND code.service_from = paired.service_from
WHERE paired.series = 'opps'
    AND coalesce(code.termination_date >= paired.service_from, true)
    AND NOT regexp_matches(code.hcpcs, '^[STH]')
    AND NOT EXISTS (FROM opps_addendum_b AS row WHERE row.release_id = paired.release_id AND row.hcpcs = code.hcpcs)
ORDER BY ALL
