-- severity: block
-- holds: addenda J, M, L and P of a final rule agree with B and A: pairs, ranks, composites, offsets, one adjustment per county
-- derived from: opps, opps-addendum-a, opps-final-rule
-- Counts in 2025: 432 pairs, 3,140 ranks of B and 96 of deleted codes, 183 composite codes, 5,121 offsets.
SELECT 'adjusted pair that the evaluation does not qualify' AS broken, pair.release_id, pair.primary_hcpcs AS hcpcs, pair.secondary_hcpcs AS other
FROM opps_addendum_j_adjustments AS pair
WHERE NOT EXISTS (
    FROM opps_addendum_j_evaluation AS tested
    WHERE tested.release_id = pair.release_id AND tested.primary_hcpcs = pair.primary_hcpcs
        AND tested.secondary_hcpcs = pair.secondary_hcpcs AND tested.is_adjusted
)
    AND pair.release_id NOT IN (
        SELECT release_id FROM tables_missing WHERE table_name = 'opps_addendum_j_evaluation'
    )
UNION ALL
SELECT 'APC of a pair is not addendum B''s', pair.release_id, pair.primary_hcpcs, pair.secondary_hcpcs
FROM opps_addendum_j_adjustments AS pair
JOIN opps_addendum_b AS first ON first.release_id = pair.release_id AND first.hcpcs = pair.primary_hcpcs
WHERE first.apc IS DISTINCT FROM pair.primary_apc OR first.status_indicator <> 'J1'
UNION ALL
SELECT 'adjusted APC that pays no more', pair.release_id, pair.primary_hcpcs, pair.secondary_hcpcs
FROM opps_addendum_j_adjustments AS pair
JOIN opps_addendum_a AS alone ON alone.release_id = pair.release_id AND alone.apc = pair.primary_apc
JOIN opps_addendum_a AS raised ON raised.release_id = pair.release_id AND raised.apc = pair.adjusted_apc
WHERE raised.payment_rate <= alone.payment_rate
UNION ALL
SELECT 'comprehensive code without a rank', listed.release_id, listed.hcpcs, NULL
FROM opps_addendum_b AS listed
WHERE listed.status_indicator = 'J1'
    AND listed.release_id IN (SELECT release_id FROM opps_addendum_j_rank)
    AND NOT EXISTS (FROM opps_addendum_j_rank AS rank WHERE rank.release_id = listed.release_id AND rank.hcpcs = listed.hcpcs)
UNION ALL
SELECT 'composite code that is not Q3', composite.release_id, composite.hcpcs, listed.status_indicator
FROM opps_addendum_m AS composite
JOIN opps_addendum_b AS listed USING (release_id, hcpcs)
JOIN releases AS release USING (release_id)
LEFT JOIN cross_check_exceptions AS known
    ON known.comparison = 'opps_composite_codes' AND known.service_from = release.service_from
    AND regexp_full_match(composite.hcpcs, known.codes)
WHERE listed.status_indicator <> 'Q3' AND known.codes IS NULL
UNION ALL
SELECT 'device offset that is not rate x percentage', device.release_id, device.hcpcs, NULL
FROM opps_addendum_p_offsets AS device
WHERE device.device_offset_amount <> round((device.payment_rate * device.device_offset_pct)::DECIMAL(24, 6) * 0.01::DECIMAL(3, 2), 2)
UNION ALL
SELECT 'device-intensive at 30% or less', device.release_id, device.hcpcs, NULL
FROM opps_addendum_p_device_intensive AS device
WHERE device.device_offset_pct <= 30
UNION ALL
SELECT 'county with several adjustments', hospital.release_id, hospital.fips_county, NULL
FROM opps_addendum_l AS hospital
GROUP BY ALL
HAVING count(DISTINCT hospital.out_migration_adjustment) > 1
UNION ALL
SELECT 'qualified pair without an adjustment', tested.release_id, tested.primary_hcpcs, tested.secondary_hcpcs
FROM opps_addendum_j_evaluation AS tested
WHERE tested.is_adjusted
    AND tested.release_id IN (SELECT release_id FROM opps_addendum_j_adjustments)
    AND NOT EXISTS (
        FROM opps_addendum_j_adjustments AS pair
        WHERE pair.release_id = tested.release_id AND pair.primary_hcpcs = tested.primary_hcpcs
            AND pair.secondary_hcpcs = tested.secondary_hcpcs
    )
UNION ALL
SELECT 'APC of a secondary code is not addendum B''s', pair.release_id, pair.primary_hcpcs, pair.secondary_hcpcs
FROM opps_addendum_j_adjustments AS pair
JOIN opps_addendum_b AS second ON second.release_id = pair.release_id AND second.hcpcs = pair.secondary_hcpcs
WHERE second.apc IS DISTINCT FROM pair.secondary_apc
UNION ALL
SELECT 'adjusted APC is not in addendum A', pair.release_id, pair.primary_hcpcs, pair.adjusted_apc
FROM opps_addendum_j_adjustments AS pair
WHERE pair.release_id IN (SELECT release_id FROM opps_addendum_a)
    AND NOT EXISTS (FROM opps_addendum_a AS raised WHERE raised.release_id = pair.release_id AND raised.apc = pair.adjusted_apc)
UNION ALL
SELECT 'placeholder is a code of addendum B', pair.release_id, pair.primary_hcpcs, pair.placeholder
FROM opps_addendum_j_adjustments AS pair
JOIN opps_addendum_b AS listed ON listed.release_id = pair.release_id AND listed.hcpcs = pair.placeholder
UNION ALL
SELECT 'ranked code that is not comprehensive', rank.release_id, rank.hcpcs, listed.status_indicator
FROM opps_addendum_j_rank AS rank
JOIN opps_addendum_b AS listed USING (release_id, hcpcs)
WHERE listed.status_indicator NOT IN ('J1', 'D') AND NOT coalesce(rank.is_deleted, false)
UNION ALL
SELECT 'Q3 code without a composite', listed.release_id, listed.hcpcs, NULL
FROM opps_addendum_b AS listed
WHERE listed.status_indicator = 'Q3'
    AND listed.release_id IN (SELECT release_id FROM opps_addendum_m)
    AND NOT EXISTS (FROM opps_addendum_m AS composite WHERE composite.release_id = listed.release_id AND composite.hcpcs = listed.hcpcs)
UNION ALL
SELECT 'APC of a composite code is not addendum B''s', composite.release_id, composite.hcpcs, listed.apc
FROM opps_addendum_m AS composite
JOIN opps_addendum_b AS listed USING (release_id, hcpcs)
WHERE composite.apc IS DISTINCT FROM listed.apc
UNION ALL
SELECT 'rate or APC of a device offset is not addendum B''s', device.release_id, device.hcpcs, device.apc
FROM opps_addendum_p_offsets AS device
JOIN opps_addendum_b AS listed USING (release_id, hcpcs)
WHERE device.apc IS DISTINCT FROM listed.apc OR device.payment_rate IS DISTINCT FROM round(listed.payment_rate, 2)
UNION ALL
SELECT 'percentage of a device-intensive code is not its offset''s', listed.release_id, listed.hcpcs, NULL
FROM opps_addendum_p_device_intensive AS listed
JOIN opps_addendum_p_offsets AS device USING (release_id, hcpcs)
WHERE device.device_offset_pct <> listed.device_offset_pct
