-- Which modifiers can go with a code, what each does to the payment, and which CMS indicator says so.
-- derived from: pfs-rvu

CREATE MACRO _modified_amount(full_amount, cap_amount, professional_amount, technical_share, capped_technical_share) AS (
    professional_amount::DECIMAL(18, 6)
    + (
        least(
            professional_amount::DECIMAL(18, 6) + (full_amount - professional_amount)::DECIMAL(12, 2) * technical_share::DECIMAL(6, 4),
            cap_amount
        )::DECIMAL(18, 6) - professional_amount
    )::DECIMAL(18, 6) * capped_technical_share::DECIMAL(6, 4)
)::DECIMAL(18, 6);
COMMENT ON MACRO _modified_amount IS 'Dollars, not yet rounded: a share of the technical part, limited to the OPPS amount, then a share of what the limit leaves of it';

-- Thousands of codes share a few hundred combinations of indicators.
CREATE TABLE modifier_profiles AS
SELECT
    profile.modifier_profile,
    rule.modifier,
    rule.payer_part,
    rule.meaning,
    rule.condition,
    rule.effect,
    coalesce(
        try_cast(rule.share AS DECIMAL(8, 4)),
        -- A share such as preoperative_share+intraoperative_share is the sum of what CMS prints for the code.
        list_sum(list_transform(
            string_split(rule.share, '+'),
            lambda pct: try_cast(json_extract_string(profile.modifier_profile, pct) AS DECIMAL(8, 4))
        ))
    ) AS share,
    rule.indicator,
    rule.value AS indicator_value,
    rule.source
FROM (SELECT DISTINCT modifier_profile FROM physician_fees WHERE modifier_profile IS NOT NULL) AS profile
JOIN modifier_rules AS rule ON json_extract_string(profile.modifier_profile, rule.indicator) = rule.value
-- Where CMS prints a row with 53, nothing is left for the contractor to price.
WHERE (json_extract_string(profile.modifier_profile, 'own_row') IS DISTINCT FROM rule.modifier OR rule.effect = 'row')
    AND (rule.since IS NULL OR rule.since <= json_extract_string(profile.modifier_profile, 'rules_since'))
    AND _in_force_on(rule.until, json_extract_string(profile.modifier_profile, 'rules_since'))
ORDER BY profile.modifier_profile, rule.payer_part DESC, rule.modifier;
COMMENT ON TABLE modifier_profiles IS 'Modifiers that go with each combination of indicators';

CREATE VIEW code_modifiers AS
SELECT
    figures.hcpcs,
    rule.modifier,
    rule.payer_part,
    NULL AS site,
    rule.meaning,
    rule.condition,
    rule.effect,
    rule.share,
    CASE
        WHEN rule.effect = 'row' THEN own.physician_payment_nonfacility
        WHEN rule.effect IN ('technical_share', 'capped_technical_share') THEN _dollars(_modified_amount(
            if(figures.physician_payment_nonfacility IS NULL, NULL, pfs_amount(figures.work_rvu, figures.pe_rvu_nonfacility, figures.mp_rvu, 1, 1, 1, figures.conversion_factor)),
            figures.opps_cap_nonfacility,
            if(figures.pctc_indicator = '3', 0, own.physician_payment_nonfacility),
            if(rule.effect = 'technical_share', rule.share, 1),
            if(rule.effect = 'technical_share', 1, rule.share)
        ), 1)
        ELSE _dollars(figures.physician_payment_nonfacility, rule.share)
    END AS physician_payment_nonfacility,
    -- A hospital or an ASC is paid the technical part itself.
    CASE
        WHEN rule.effect = 'row' THEN own.physician_payment_facility
        WHEN rule.effect NOT IN ('technical_share', 'capped_technical_share') THEN _dollars(figures.physician_payment_facility, rule.share)
    END AS physician_payment_facility,
    NULL::DECIMAL(12, 2) AS facility_payment,
    rule.indicator,
    rule.indicator_value,
    rule.source,
    figures.release_id,
    figures.service_from,
    figures.service_to,
    figures.known_from,
    figures.known_to
FROM physician_fees AS figures
JOIN modifier_profiles AS rule USING (modifier_profile)
LEFT JOIN physician_fees AS own
    ON own.hcpcs = figures.hcpcs
    AND own.service_from = figures.service_from
    AND own.known_from = figures.known_from
    AND own.modifier = if(rule.effect IN ('technical_share', 'capped_technical_share'), '26', rule.modifier)
UNION ALL
SELECT
    cell.hcpcs,
    rule.modifier,
    rule.payer_part,
    cell.site,
    rule.meaning,
    rule.condition,
    rule.effect,
    rule.share::DECIMAL(8, 4),
    NULL,
    NULL,
    if(rule.modifier = '73', cell.facility_payment_73, cell.facility_payment_74),
    rule.indicator,
    rule.value,
    rule.source,
    cell.facility_release_id,
    cell.service_from,
    cell.service_to,
    cell.known_from,
    cell.known_to
FROM site_of_service AS cell
JOIN modifier_rules AS rule
    ON rule.payer_part = 'facility'
    AND rule.value = if(rule.indicator = 'status_indicator', cell.status_indicator, cell.payment_indicator);

CREATE MACRO modifiers_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT *
FROM code_modifiers AS met
WHERE service_date BETWEEN met.service_from AND met.service_to AND known_on BETWEEN met.known_from AND met.known_to;
COMMENT ON MACRO TABLE modifiers_on IS 'code_modifiers on a date of service, as known on a date (left out: all that this snapshot knows)';
