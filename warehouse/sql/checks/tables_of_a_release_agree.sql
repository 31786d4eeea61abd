-- severity: warn, block above 10 per release
-- holds: what one table of a release lists, its other tables list too: AA and FF, B and A, N, O and Q in B, a fee per state
-- derived from: asc, dmepos, opps, opps-addendum-a, opps-final-rule
-- No exceptions in the releases held up to 2026. Finds a table that lost lines even if the previous release is not loaded.
SELECT procedure.release_id, 'asc_addendum_ff' AS table_name, procedure.hcpcs AS code, 'in AA alone' AS broken
FROM asc_addendum_aa AS procedure
ANTI JOIN asc_addendum_ff AS device USING (release_id, hcpcs)
WHERE procedure.release_id IN (SELECT release_id FROM asc_addendum_ff)
UNION ALL
SELECT device.release_id, 'asc_addendum_aa', device.hcpcs, 'in FF alone'
FROM asc_addendum_ff AS device
ANTI JOIN asc_addendum_aa AS procedure USING (release_id, hcpcs)
WHERE device.release_id IN (SELECT release_id FROM asc_addendum_aa)
UNION ALL
SELECT procedure.release_id, 'asc_addendum_ee', procedure.hcpcs, 'covered (AA) and excluded (EE)'
FROM asc_addendum_aa AS procedure
SEMI JOIN asc_addendum_ee AS excluded USING (release_id, hcpcs)
UNION ALL
SELECT procedure.release_id, 'asc_addendum_bb', procedure.hcpcs, 'surgical (AA) and ancillary (BB)'
FROM asc_addendum_aa AS procedure
SEMI JOIN asc_addendum_bb AS ancillary USING (release_id, hcpcs)
UNION ALL
SELECT DISTINCT used.release_id, 'asc_addendum_dd1', used.payment_indicator, 'used, not defined'
FROM (FROM asc_addendum_aa SELECT release_id, payment_indicator UNION FROM asc_addendum_bb SELECT release_id, payment_indicator) AS used
ANTI JOIN asc_addendum_dd1 AS defined ON defined.release_id = used.release_id AND defined.indicator = used.payment_indicator
WHERE used.release_id IN (SELECT release_id FROM asc_addendum_dd1)
UNION ALL
SELECT DISTINCT listed.release_id, 'opps_addendum_d1', listed.status_indicator, 'used, not defined'
FROM opps_addendum_b AS listed
ANTI JOIN opps_addendum_d1 AS defined USING (release_id, status_indicator)
WHERE listed.release_id IN (SELECT release_id FROM opps_addendum_d1)
UNION ALL
SELECT DISTINCT listed.release_id, 'opps_addendum_a', listed.apc, 'in B, not in A'
FROM opps_addendum_b AS listed
ANTI JOIN opps_addendum_a AS grouped USING (release_id, apc)
WHERE listed.apc IS NOT NULL AND listed.release_id IN (SELECT release_id FROM opps_addendum_a)
UNION ALL
SELECT other.release_id, 'opps_addendum_b', other.hcpcs, 'in ' || other.addendum || ', not in B'
FROM (
    SELECT release_id, hcpcs, 'N' AS addendum FROM opps_addendum_n
    UNION ALL
    SELECT release_id, hcpcs, 'O' FROM opps_addendum_o
    UNION ALL
    SELECT release_id, hcpcs, 'Q' FROM opps_addendum_q
) AS other
ANTI JOIN opps_addendum_b AS listed USING (release_id, hcpcs)
WHERE other.release_id IN (SELECT release_id FROM opps_addendum_b)
UNION ALL
SELECT item.release_id, 'dmepos_fee', item.hcpcs, item.states || ' of ' || item.every_state || ' states'
FROM (
    SELECT release_id, schedule, hcpcs, modifier, modifier_2, count(*) AS states,
        max(count(*)) OVER (PARTITION BY release_id, schedule) AS every_state
    FROM dmepos_fee
    GROUP BY release_id, schedule, hcpcs, modifier, modifier_2
) AS item
WHERE item.states < item.every_state
UNION ALL
SELECT item.release_id, 'dmepos_fee', item.hcpcs, 'no state'
FROM dmepos_item AS item
WHERE item.release_id IN (SELECT release_id FROM dmepos_fee)
    AND NOT EXISTS (
        FROM dmepos_fee AS fee
        WHERE fee.release_id = item.release_id AND fee.hcpcs = item.hcpcs
            AND fee.modifier IS NOT DISTINCT FROM item.modifier AND fee.modifier_2 IS NOT DISTINCT FROM item.modifier_2
    )
ORDER BY ALL
