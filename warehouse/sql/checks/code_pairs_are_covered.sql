-- severity: warn
-- holds: the procedure of an ASC code pair is in addenda AA and FF of the year, and the device in BB with indicator J7
WITH paired AS (
    SELECT
        pair.release_id,
        pair.device_hcpcs,
        pair.procedure_hcpcs,
        pair.effective_date,
        file.release_id AS asc_release_id,
        file.service_from,
        EXISTS (FROM asc_addendum_ff AS device WHERE device.release_id = file.release_id) AS has_ff
    FROM asc_code_pair AS pair
    JOIN releases AS release ON release.release_id = pair.release_id
    JOIN releases AS file
        ON file.series = 'asc' AND file.service_from BETWEEN pair.effective_date AND coalesce(pair.end_date, release.service_to)
        AND file.service_from BETWEEN release.service_from AND release.service_to
)
SELECT DISTINCT 'procedure is not in AA' AS broken, release_id, procedure_hcpcs AS hcpcs, asc_release_id
FROM paired
WHERE NOT EXISTS (FROM asc_addendum_aa AS row WHERE row.release_id = paired.asc_release_id AND row.hcpcs = paired.procedure_hcpcs)
UNION ALL
SELECT DISTINCT 'procedure is not in FF', release_id, procedure_hcpcs, asc_release_id
FROM paired
WHERE has_ff
    AND NOT EXISTS (FROM asc_addendum_ff AS row WHERE row.release_id = paired.asc_release_id AND row.hcpcs = paired.procedure_hcpcs)
UNION ALL
SELECT DISTINCT coalesce('device has indicator ' || device.payment_indicator, 'device is not in BB'), paired.release_id, paired.device_hcpcs, paired.asc_release_id
FROM paired
LEFT JOIN asc_addendum_bb AS device ON device.release_id = paired.asc_release_id AND device.hcpcs = paired.device_hcpcs
WHERE device.payment_indicator IS DISTINCT FROM 'J7'
ORDER BY ALL
