-- severity: warn
-- holds: every code with a unit limit for hospitals is in Addendum B of the quarter, or of the last loaded quarter before it
-- derived from: ncci-mue-dme, ncci-mue-hospital, ncci-mue-practitioner, opps, opps-final-rule
WITH dated AS (
    SELECT edits.release_id, max(opps.service_from) AS opps_from
    FROM releases AS edits
    JOIN releases AS opps ON opps.series = 'opps' AND opps.service_from <= edits.service_from
    WHERE edits.series = 'ncci-mue-hospital'
    GROUP BY ALL
    HAVING year(max(opps.service_from)) = year(any_value(edits.service_from))
)
SELECT dated.release_id, limits.hcpcs, opps.release_id AS opps_release_id
FROM dated
JOIN ncci_mue AS limits
    ON limits.ncci_table = _ncci_table(dated.release_id) AND _is_listed(limits.first_release_id, limits.last_release_id, dated.release_id)
JOIN releases AS opps ON opps.series = 'opps' AND opps.service_from = dated.opps_from
WHERE NOT EXISTS (FROM opps_addendum_b AS listed WHERE listed.release_id = opps.release_id AND listed.hcpcs = limits.hcpcs)
ORDER BY ALL
