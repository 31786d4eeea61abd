-- Modifiers that apply to each combination of indicators
--
-- Thousands of codes share a few hundred combinations of indicators, which are stored once. All profiles begin alike, and
-- DuckDB's zone maps hold the first eight letters of a text: the table is sorted and joined by the MD5 of the profile.
--
-- key: modifier_profile, payer_part, modifier
-- derived from: pfs-rvu
-- columns:
--   modifier_profile VARCHAR: Indicators that decide which modifiers apply to the code; key of modifier_profiles
--   profile_md5 VARCHAR: MD5 of modifier_profile
--   modifier VARCHAR: Modifier
--   payer_part VARCHAR: Payment affected: professional, facility, or evaluation for the visit billed on the same day
--   meaning VARCHAR: What it means
--   condition VARCHAR: When or how it applies
--   effect VARCHAR: row (own RVUs), share (of the payment), technical_share (of the technical part),
--     capped_technical_share (of the technical part after the OPPS limit), device_share (after the device offset),
--     by_report, line_set (see price), visit, no_effect, not_paid
--   share DECIMAL(9,4): Share of the payment that remains
--   technical_share DECIMAL(6,4): Share of the technical part that remains, before the OPPS limit; null unless the effect
--     is on that part
--   capped_technical_share DECIMAL(6,4): Share of the technical part that remains, after the OPPS limit; null unless the
--     effect is on that part
--   indicator VARCHAR: CMS indicator of the rule
--   indicator_value VARCHAR: Its value
--   source VARCHAR: CMS document

CREATE TABLE modifier_profiles AS
SELECT
    profile.modifier_profile,
    md5(profile.modifier_profile) AS profile_md5,
    rule.modifier,
    rule.payer_part,
    rule.meaning,
    rule.condition,
    rule.effect,
    coalesce(
        try_cast(rule.share AS DECIMAL(8, 4)),
        -- A share such as preoperative_share+intraoperative_share is the sum of the shares that CMS lists for the code.
        list_sum(list_transform(
            string_split(rule.share, '+'),
            lambda pct: try_cast(json_extract_string(profile.modifier_profile, pct) AS DECIMAL(8, 4))
        ))
    )::DECIMAL(9, 4) AS share,
    CASE rule.effect WHEN 'technical_share' THEN rule.share::DECIMAL(6, 4) WHEN 'capped_technical_share' THEN 1 END::DECIMAL(6, 4) AS technical_share,
    CASE rule.effect WHEN 'capped_technical_share' THEN rule.share::DECIMAL(6, 4) WHEN 'technical_share' THEN 1 END::DECIMAL(6, 4) AS capped_technical_share,
    rule.indicator,
    rule.value AS indicator_value,
    rule.source
FROM (SELECT DISTINCT modifier_profile FROM physician_fees WHERE modifier_profile IS NOT NULL) AS profile
JOIN modifier_rules AS rule ON json_extract_string(profile.modifier_profile, rule.indicator) = rule.value
-- If CMS lists a row with 53, the contractor does not price it.
WHERE (json_extract_string(profile.modifier_profile, 'own_row') IS DISTINCT FROM rule.modifier OR rule.effect = 'row')
    AND (rule.service_from IS NULL OR rule.service_from <= json_extract_string(profile.modifier_profile, 'rules_from')::DATE)
    AND _in_force_on(rule.service_to, json_extract_string(profile.modifier_profile, 'rules_from')::DATE)
ORDER BY profile_md5, rule.payer_part DESC, rule.modifier;
