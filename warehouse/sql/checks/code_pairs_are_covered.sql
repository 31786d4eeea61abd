-- severity: warn
-- holds: of an ASC code pair the procedure is in addendum AA of the year and the device, where listed, has indicator J7
SELECT DISTINCT pair.release_id, pair.device_hcpcs, pair.procedure_hcpcs, file.release_id AS asc_release_id
FROM asc_code_pair AS pair
JOIN releases AS one ON one.release_id = pair.release_id
JOIN releases AS file ON file.series = 'asc' AND file.service_from BETWEEN pair.effective_date AND coalesce(pair.end_date, one.service_to)
LEFT JOIN asc_addendum_aa AS surgery ON surgery.release_id = file.release_id AND surgery.hcpcs = pair.procedure_hcpcs
LEFT JOIN asc_addendum_bb AS device ON device.release_id = file.release_id AND device.hcpcs = pair.device_hcpcs
WHERE surgery.hcpcs IS NULL OR device.payment_indicator <> 'J7'
ORDER BY ALL
