-- severity: warn, block above 20 per release
-- holds: a facility rate is its weight x the release's conversion factor, within 1%
-- derived from: asc, opps, opps-final-rule
-- CMS's own rows agree to 0.1%, except three ASC codes of 2025, see cross_check_exceptions. The factor is the median of
-- rate / weight.
WITH listed AS (
    SELECT 'opps_addendum_b' AS table_name, release_id, hcpcs, relative_weight AS weight, payment_rate FROM opps_addendum_b
    UNION ALL
    SELECT 'asc_addendum_aa', release_id, hcpcs, payment_weight, payment_rate FROM asc_addendum_aa
    UNION ALL
    SELECT 'asc_addendum_bb', release_id, hcpcs, payment_weight, payment_rate FROM asc_addendum_bb
),
implied AS (
    SELECT *, payment_rate::DOUBLE / weight::DOUBLE AS factor FROM listed WHERE weight > 0 AND payment_rate > 0
),
release_factor AS (
    SELECT table_name, release_id, median(factor) AS usual_factor FROM implied GROUP BY ALL
)
SELECT implied.release_id, implied.table_name, hcpcs, weight, payment_rate, round(usual_factor, 3) AS usual_factor
FROM implied
JOIN release_factor USING (table_name, release_id)
JOIN releases AS release USING (release_id)
LEFT JOIN cross_check_exceptions AS known
    ON known.comparison = 'weights_' || table_name AND known.service_from = release.service_from AND regexp_full_match(hcpcs, known.codes)
WHERE known.codes IS NULL AND abs(factor / usual_factor - 1) > 0.01
