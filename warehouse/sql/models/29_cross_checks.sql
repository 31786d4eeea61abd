-- Figures that two of CMS's schedules print for one code and quarter, for every pair of postings.

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
-- A file that hardly prints a third decimal is rounded to cents; of others one rate in ten ends in 0.
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
    ON known.comparison = paired.comparison AND known.service_from::DATE = one.service_from
    AND regexp_full_match(paired.hcpcs, known.codes);
COMMENT ON VIEW schedule_comparisons IS 'Rates that two schedules print for one code and quarter (drugs: ASP, OPPS K and G, ASC K2; brachytherapy: OPPS U, ASC H2), for every pair of postings; to the cent where one file is rounded to cents';
COMMENT ON COLUMN schedule_comparisons.comparison IS 'asp_opps, asp_asc or opps_asc';
COMMENT ON COLUMN schedule_comparisons.hcpcs IS 'HCPCS code';
COMMENT ON COLUMN schedule_comparisons.indicator IS 'OPPS status indicator of the first rate; null for ASP';
COMMENT ON COLUMN schedule_comparisons.other_indicator IS 'OPPS status or ASC payment indicator of the other rate';
COMMENT ON COLUMN schedule_comparisons.service_from IS 'First day of the quarter';
COMMENT ON COLUMN schedule_comparisons.release_id IS 'Posting of the first rate';
COMMENT ON COLUMN schedule_comparisons.rate IS 'First rate, dollars per billing unit';
COMMENT ON COLUMN schedule_comparisons.other_release_id IS 'Posting of the other rate';
COMMENT ON COLUMN schedule_comparisons.other_rate IS 'Other rate, dollars per billing unit';
COMMENT ON COLUMN schedule_comparisons.is_equal IS 'Whether the two are equal';
COMMENT ON COLUMN schedule_comparisons.known_reason IS 'Why they differ, where cross_check_exceptions explains it';

COMMENT ON TABLE cross_check_exceptions IS 'Differences between CMS''s own files that are known, and why';
COMMENT ON COLUMN cross_check_exceptions.comparison IS 'Which files are compared, as in schedule_comparisons, or the name of a check';
COMMENT ON COLUMN cross_check_exceptions.service_from IS 'First day of the quarter or year; null: always';
COMMENT ON COLUMN cross_check_exceptions.codes IS 'Codes, as a pattern';
COMMENT ON COLUMN cross_check_exceptions.reason IS 'Why they differ';

COMMENT ON TABLE anesthesia_factor_shares IS 'National anesthesia factor and the shares by which a locality''s indices change it';
COMMENT ON COLUMN anesthesia_factor_shares.service_from IS 'First day of the factor';
COMMENT ON COLUMN anesthesia_factor_shares.qualifying_apm IS 'true: the factor for qualifying APM participants';
COMMENT ON COLUMN anesthesia_factor_shares.national_factor IS 'Dollars per unit';
COMMENT ON COLUMN anesthesia_factor_shares.work_share IS 'Share of physician work';
COMMENT ON COLUMN anesthesia_factor_shares.pe_share IS 'Share of practice expense';
COMMENT ON COLUMN anesthesia_factor_shares.mp_share IS 'Share of malpractice insurance';
COMMENT ON COLUMN anesthesia_factor_shares.source IS 'Where the shares are from';
