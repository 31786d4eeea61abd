-- Rates that two schedules list for the same code and quarter (drugs: ASP, OPPS K and G, ASC K2; brachytherapy: OPPS U,
-- ASC H2), for every pair of postings; compared to the cent if one file is rounded to cents
--
-- key: comparison, hcpcs, release_id, other_release_id
-- columns:
--   comparison VARCHAR: asp_opps, asp_asc or opps_asc
--   hcpcs VARCHAR: HCPCS code
--   indicator VARCHAR: OPPS status indicator of the first rate; null for ASP
--   other_indicator VARCHAR: OPPS status or ASC payment indicator of the other rate
--   service_from DATE: First day of the quarter
--   release_id VARCHAR: Posting of the first rate
--   rate DECIMAL(14,3): First rate, dollars per billing unit
--   other_release_id VARCHAR: Posting of the other rate
--   other_rate DECIMAL(14,3): Other rate, dollars per billing unit
--   is_equal BOOLEAN: Whether the two are equal
--   known_reason VARCHAR: Why they differ, if cross_check_exceptions explains it

CREATE VIEW schedule_comparisons AS
WITH posting AS (
    SELECT release_id, series, service_from, known_from, known_to >= known_from AS was_in_force
    FROM releases
    WHERE series IN ('asp', 'opps', 'asc')
),
drug AS (
    SELECT 'asp' AS series, limits.release_id, limits.hcpcs, NULL AS indicator, limits.payment_limit AS rate
    FROM asp_payment_limit AS limits
    WHERE limits.payment_limit IS NOT NULL
),
hospital AS (
    SELECT 'opps' AS series, listed.release_id, listed.hcpcs, listed.status_indicator AS indicator, listed.payment_rate AS rate
    FROM opps_addendum_b AS listed
    WHERE listed.status_indicator IN ('G', 'K', 'K1', 'U') AND listed.payment_rate IS NOT NULL
),
center AS (
    SELECT 'asc' AS series, listed.release_id, listed.hcpcs, listed.payment_indicator AS indicator, listed.payment_rate AS rate
    FROM asc_addendum_bb AS listed
    WHERE listed.payment_indicator IN ('K2', 'H2') AND listed.payment_rate IS NOT NULL
),
-- A file with almost no third decimals is rounded to cents; in other files, only one rate in ten ends in 0.
rounded AS (
    SELECT release_id, avg((rate = round(rate, 2))::INTEGER) > 0.5 AS in_cents
    FROM (FROM hospital WHERE indicator <> 'U' UNION ALL FROM center WHERE indicator = 'K2' UNION ALL FROM drug)
    GROUP BY release_id
),
paired AS (
    SELECT 'asp_opps' AS comparison, drug.*, hospital.series AS other_series, hospital.release_id AS other_release_id,
        hospital.indicator AS other_indicator, hospital.rate AS other_rate
    FROM drug JOIN hospital USING (hcpcs)
    WHERE hospital.indicator IN ('G', 'K')
    UNION ALL
    SELECT 'asp_asc', drug.*, center.series, center.release_id, center.indicator, center.rate
    FROM drug JOIN center USING (hcpcs)
    WHERE center.indicator = 'K2'
    UNION ALL
    SELECT 'opps_asc', hospital.*, center.series, center.release_id, center.indicator, center.rate
    FROM hospital JOIN center USING (hcpcs)
    WHERE (center.indicator = 'H2') = (hospital.indicator = 'U')
)
SELECT
    paired.comparison,
    paired.hcpcs,
    paired.indicator,
    paired.other_indicator,
    one.service_from,
    paired.release_id,
    paired.rate,
    paired.other_release_id,
    paired.other_rate,
    CASE
        WHEN first_rounded.in_cents OR other_rounded.in_cents THEN round(paired.rate, 2) = round(paired.other_rate, 2)
        ELSE paired.rate = paired.other_rate
    END AS is_equal,
    known.reason AS known_reason
FROM paired
JOIN posting AS one ON one.release_id = paired.release_id
JOIN posting AS other ON other.release_id = paired.other_release_id AND other.service_from = one.service_from
LEFT JOIN rounded AS first_rounded ON first_rounded.release_id = paired.release_id
LEFT JOIN rounded AS other_rounded ON other_rounded.release_id = paired.other_release_id
LEFT JOIN cross_check_exceptions AS known
    ON known.comparison = paired.comparison AND known.service_from = one.service_from
    AND regexp_full_match(paired.hcpcs, known.codes);
