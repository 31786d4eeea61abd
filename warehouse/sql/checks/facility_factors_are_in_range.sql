-- severity: block
-- holds: rate / weight, the conversion factor, is between 50 and 150 in OPPS and between 30 and 120 in ASC releases
-- derived from: asc, opps, opps-final-rule
-- OPPS: 66.059 in 2009 to 89.169 in 2025; ASC: 41.393 in 2009 to 56.322 in 2026. Rates that lost their decimal point
-- are far outside.
WITH implied AS (
    SELECT 'opps_addendum_b' AS table_name, release_id, payment_rate::DOUBLE / relative_weight::DOUBLE AS factor
    FROM opps_addendum_b
    WHERE relative_weight > 0 AND payment_rate > 0
    UNION ALL
    SELECT 'asc_addendum_aa', release_id, payment_rate::DOUBLE / payment_weight::DOUBLE
    FROM asc_addendum_aa
    WHERE payment_weight > 0 AND payment_rate > 0
)
SELECT release_id, table_name, count(*) AS row_count, round(median(factor), 3) AS factor
FROM implied
GROUP BY ALL
HAVING count(*) >= 100 AND CASE table_name
    WHEN 'opps_addendum_b' THEN median(factor) NOT BETWEEN 50 AND 150
    ELSE median(factor) NOT BETWEEN 30 AND 120
END
