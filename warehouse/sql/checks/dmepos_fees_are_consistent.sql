-- severity: block
-- holds: DMEPOS fees of contiguous states are between floor and ceiling, AK, HI, PR and VI have no rural fee, areas are disjoint
-- derived from: dmepos
WITH limited AS (
    SELECT fee.*, item.floor, item.ceiling, release.service_from
    FROM dmepos_fee AS fee
    JOIN dmepos_item AS item
        ON item.release_id = fee.release_id AND item.hcpcs = fee.hcpcs
        AND item.modifier IS NOT DISTINCT FROM fee.modifier AND item.modifier_2 IS NOT DISTINCT FROM fee.modifier_2
    JOIN releases AS release ON release.release_id = fee.release_id
    WHERE item.floor IS NOT NULL AND item.ceiling IS NOT NULL AND fee.us_state NOT IN ('AK', 'HI', 'PR', 'VI', 'GU', 'AS', 'MP')
)
SELECT 'floor and ceiling' AS broken, release_id, hcpcs, modifier, us_state AS place, fee
FROM limited
WHERE fee NOT BETWEEN floor AND ceiling
    AND NOT EXISTS (
        FROM cross_check_exceptions AS known
        WHERE known.comparison = 'dmepos_floor_and_ceiling' AND regexp_full_match(limited.hcpcs, known.codes)
            AND limited.service_from >= known.service_from
    )
UNION ALL
SELECT 'rural fee', release_id, hcpcs, modifier, us_state, fee_rural
FROM dmepos_fee
WHERE us_state IN ('AK', 'HI', 'PR', 'VI') AND fee_rural IS NOT NULL
UNION ALL
SELECT 'ZIP code both rural and in a former bidding area', rural.release_id, NULL, NULL, rural.zip_code, NULL
FROM dmepos_rural_zip AS rural
JOIN dmepos_former_cba_zip AS area ON area.release_id = rural.release_id AND area.zip_code = rural.zip_code
UNION ALL
SELECT 'area without fees', area.release_id, NULL, NULL, area.cba, NULL
FROM (SELECT DISTINCT release_id, cba FROM dmepos_former_cba_zip) AS area
WHERE NOT EXISTS (FROM dmepos_former_cba_fee AS fee WHERE fee.release_id = area.release_id AND fee.cba = area.cba)
