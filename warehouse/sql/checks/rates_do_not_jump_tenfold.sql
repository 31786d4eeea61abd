-- severity: warn
-- holds: no facility rate is eight times, or one eighth of, the rate in the previous release or the next posting
-- derived from: asc, opps, opps-final-rule
-- CMS posted A9697 in July 2025 with its decimal point off by one place and corrected it a month later.
WITH rates AS (
    SELECT 'opps_addendum_b' AS table_name, release_id, hcpcs, payment_rate FROM opps_addendum_b
    UNION ALL
    SELECT 'asc_addendum_aa', release_id, hcpcs, payment_rate FROM asc_addendum_aa
    UNION ALL
    SELECT 'asc_addendum_bb', release_id, hcpcs, payment_rate FROM asc_addendum_bb
),
pairs AS (
    SELECT
        table_name,
        hcpcs,
        release_id,
        payment_rate,
        lag(release_id) OVER same_code AS release_id_before,
        lag(payment_rate) OVER same_code AS payment_rate_before
    FROM rates
    JOIN releases USING (release_id)
    WHERE payment_rate > 0
    WINDOW same_code AS (PARTITION BY table_name, hcpcs, series ORDER BY service_from, revision)
)
SELECT *, round((payment_rate / payment_rate_before)::DOUBLE, 2) AS times
FROM pairs
WHERE payment_rate / payment_rate_before NOT BETWEEN 0.125 AND 8
ORDER BY release_id, hcpcs
