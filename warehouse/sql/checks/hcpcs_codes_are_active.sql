-- severity: block
-- holds: no code that OPPS, ASP or DMEPOS prices was terminated before the period by HCPCS Level II, corrections included
WITH priced AS (
    SELECT DISTINCT series, listed.release_id, listed.hcpcs, release.service_from
    FROM (
        SELECT release_id, hcpcs FROM opps_addendum_b WHERE payment_rate IS NOT NULL
        UNION ALL
        SELECT release_id, hcpcs FROM asp_payment_limit
        UNION ALL
        SELECT release_id, hcpcs FROM dmepos_item
    ) AS listed
    JOIN releases AS release USING (release_id)
    WHERE release.series IN ('opps', 'asp', 'dmepos')
)
SELECT priced.release_id, priced.hcpcs, code.termination_date, code.release_id AS hcpcs_release_id
FROM priced
JOIN releases AS file ON file.series = 'hcpcs-level-ii' AND file.service_from = priced.service_from
JOIN hcpcs_codes AS code
    ON code.release_id = file.release_id AND code.hcpcs = priced.hcpcs AND code.service_from = priced.service_from
    AND code.known_to = DATE '9999-12-31'
WHERE code.termination_date < priced.service_from
ORDER BY ALL
