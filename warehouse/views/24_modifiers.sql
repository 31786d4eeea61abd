-- Which modifiers can go with a code, what each does to the payment, and which CMS indicator says so.
-- derived from: pfs-rvu

-- Thousands of codes share a few hundred combinations of indicators.
CREATE TABLE modifier_profiles AS
SELECT
    profile.modifier_profile,
    rule.modifier,
    rule.part,
    rule.meaning,
    rule.condition,
    rule.effect,
    coalesce(
        try_cast(rule.share AS DECIMAL(8, 4)),
        -- A share such as preoperative_pct+intraoperative_pct is the sum of what CMS prints for the code.
        list_sum(list_transform(
            string_split(rule.share, '+'),
            lambda pct: try_cast(json_extract_string(profile.modifier_profile, pct) AS DECIMAL(8, 4))
        ))
    ) AS share,
    rule.indicator,
    rule.value AS indicator_value,
    rule.source
FROM (SELECT DISTINCT modifier_profile FROM code_figures WHERE modifier_profile IS NOT NULL) AS profile
JOIN modifiers AS rule ON json_extract_string(profile.modifier_profile, rule.indicator) = rule.value
-- Where CMS prints a row with 53, nothing is left for the contractor to price.
WHERE json_extract_string(profile.modifier_profile, 'own_row') IS DISTINCT FROM rule.modifier OR rule.effect = 'row'
ORDER BY profile.modifier_profile, rule.part DESC, rule.modifier;
COMMENT ON TABLE modifier_profiles IS 'Modifiers that go with each combination of indicators';

CREATE VIEW code_modifiers AS
SELECT
    figures.hcpcs,
    rule.modifier,
    rule.part,
    NULL AS setting,
    rule.meaning,
    rule.condition,
    rule.effect,
    rule.share,
    if(rule.effect = 'row', own.payment_nonfacility, dollars(figures.payment_nonfacility, rule.share)) AS payment_nonfacility,
    if(rule.effect = 'row', own.payment_facility, dollars(figures.payment_facility, rule.share)) AS payment_facility,
    NULL::DECIMAL(12, 2) AS facility_payment,
    rule.indicator,
    rule.indicator_value,
    rule.source,
    figures.release_id,
    figures.service_from,
    figures.service_to,
    figures.known_from,
    figures.known_to
FROM code_figures AS figures
JOIN modifier_profiles AS rule USING (modifier_profile)
LEFT JOIN code_figures AS own
    ON own.hcpcs = figures.hcpcs
    AND own.service_from = figures.service_from
    AND own.known_from = figures.known_from
    AND own.modifier = rule.modifier
UNION ALL
SELECT
    site.hcpcs,
    rule.modifier,
    rule.part,
    site.setting,
    rule.meaning,
    rule.condition,
    rule.effect,
    rule.share::DECIMAL(8, 4),
    NULL,
    NULL,
    if(rule.modifier = '73', site.facility_payment_73, site.facility_payment_74),
    rule.indicator,
    rule.value,
    rule.source,
    site.facility_release_id,
    site.service_from,
    site.service_to,
    site.known_from,
    site.known_to
FROM site_of_service AS site
JOIN modifiers AS rule
    ON rule.part = 'facility'
    AND rule.value = if(rule.indicator = 'status_indicator', site.status_indicator, site.payment_indicator);

CREATE MACRO modifiers_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT *
FROM code_modifiers AS met
WHERE service_date BETWEEN met.service_from AND met.service_to AND known_on BETWEEN met.known_from AND met.known_to;
COMMENT ON MACRO TABLE modifiers_on IS 'code_modifiers on a date of service, as known on a date (left out: all that this snapshot knows)';
