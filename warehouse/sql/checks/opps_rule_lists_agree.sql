-- severity: warn
-- holds: the lists in M, P and Q of a final rule agree with the offsets, with A and B, and with ASC's device-intensive codes
-- derived from: asc, opps, opps-addendum-a, opps-final-rule
WITH composite AS (
    SELECT release_id, hcpcs, unnest(regexp_extract_all(composite_apcs, '\d{4}')) AS apc FROM opps_addendum_m
),
found AS (
    SELECT 'device-intensive without an offset' AS broken, release_id, hcpcs, 'opps_device_without_offset' AS comparison
    FROM opps_addendum_p_device_intensive AS listed
    WHERE release_id IN (SELECT release_id FROM opps_addendum_p_offsets)
        AND NOT EXISTS (FROM opps_addendum_p_offsets AS device WHERE device.release_id = listed.release_id AND device.hcpcs = listed.hcpcs)
    UNION ALL
    SELECT 'offset above 30%, not device-intensive', release_id, hcpcs, 'opps_offset_not_listed'
    FROM opps_addendum_p_offsets AS device
    WHERE device_offset_pct > 30 AND status_indicator <> 'D'
        AND release_id IN (SELECT release_id FROM opps_addendum_p_device_intensive)
        AND NOT EXISTS (FROM opps_addendum_p_device_intensive AS listed WHERE listed.release_id = device.release_id AND listed.hcpcs = device.hcpcs)
    UNION ALL
    SELECT 'J8 of ASC, not device-intensive', rule.release_id, surgery.hcpcs, 'asc_device_intensive'
    FROM releases AS rule
    JOIN releases AS center ON center.series = 'asc' AND center.service_from = rule.service_from
    JOIN asc_addendum_aa AS surgery ON surgery.release_id = center.release_id AND surgery.payment_indicator = 'J8'
    WHERE rule.release_id IN (SELECT release_id FROM opps_addendum_p_device_intensive)
        AND NOT EXISTS (FROM opps_addendum_p_device_intensive AS listed WHERE listed.release_id = rule.release_id AND listed.hcpcs = surgery.hcpcs)
    UNION ALL
    SELECT 'composite APC is not in addendum A', release_id, hcpcs, 'opps_composite_apcs'
    FROM composite
    WHERE release_id IN (SELECT release_id FROM opps_addendum_a)
        AND NOT EXISTS (FROM opps_addendum_a AS apc WHERE apc.release_id = composite.release_id AND apc.apc = composite.apc)
    UNION ALL
    -- A drug in addendum B is paid at 106% of its price; a tribal hospital is paid 100% in addition to its
    -- all-inclusive rate.
    SELECT 'add-on drug that is not B less 6%', drug.release_id, drug.hcpcs, 'opps_tribal_drugs'
    FROM opps_addendum_q AS drug
    JOIN opps_addendum_b AS listed USING (release_id, hcpcs)
    WHERE abs(drug.payment_rate - listed.payment_rate / 1.06) > 0.025
)
SELECT DISTINCT found.broken, found.release_id, found.hcpcs
FROM found
JOIN releases AS release ON release.release_id = found.release_id
LEFT JOIN cross_check_exceptions AS known
    ON known.comparison = found.comparison AND known.service_from = release.service_from AND regexp_full_match(found.hcpcs, known.codes)
WHERE known.codes IS NULL
ORDER BY ALL
