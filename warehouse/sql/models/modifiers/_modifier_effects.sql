-- Internal: what each modifier can do to a professional payment, by modifier and by profile (empty: any code)
--
-- Every rule that a modifier can bring to a professional payment, in one place and by modifier: those of the code's
-- indicators, those of the claim, and NCCI's, which leave the amount alone.
--
-- LT with RT on one line is billed as 50 is (record layout, bilateral indicator 1: "by any other means"): their rule is
-- that of 50, and lies under LT with RT beside it.
--
-- key: modifier, beside, modifier_profile, kind, effect, indicator
-- derived from: pfs-rvu
-- columns:
--   modifier VARCHAR: Modifier
--   beside VARCHAR: Modifier of the same line without which the rule does not apply; null if none
--   modifier_profile VARCHAR: Profile of the codes; empty for any
--   kind VARCHAR: code, claim, contradiction or ncci: which table the rule is in
--   effect VARCHAR: See code_modifiers.effect; not_decided where two modifiers exclude each other
--   share DECIMAL(38,4): Share of the payment that remains
--   indicator VARCHAR: CMS indicator the rule goes by
--   meaning VARCHAR: What it means
--   source VARCHAR: CMS document
--   service_from DATE: First date of service

CREATE TABLE _modifier_effects AS
WITH of_code AS (
    FROM modifier_profiles WHERE payer_part = 'professional' AND effect <> 'row'
)
SELECT
    rule.modifier,
    NULL AS beside,
    rule.modifier_profile,
    'code' AS kind,
    rule.effect,
    rule.share,
    rule.indicator,
    rule.meaning || coalesce(' ' || rule.condition, '') AS meaning,
    rule.source,
    DATE '0001-01-01' AS service_from
FROM of_code AS rule
UNION ALL
SELECT
    'LT',
    'RT',
    rule.modifier_profile,
    'code',
    rule.effect,
    rule.share,
    rule.indicator,
    'with RT as 50. ' || rule.meaning || coalesce(' ' || rule.condition, ''),
    rule.source,
    DATE '0001-01-01'
FROM of_code AS rule
WHERE rule.modifier = '50'
UNION ALL
SELECT rule.modifier, rule.other_modifier, '', 'contradiction', 'not_decided', NULL, NULL, 'with ' || rule.other_modifier || '. ' || rule.meaning, rule.source, DATE '0001-01-01'
FROM contradictory_modifiers AS rule
UNION ALL
SELECT rule.modifier, NULL, '', 'claim', rule.effect, NULL, NULL, rule.meaning, rule.source, coalesce(rule.since, DATE '0001-01-01')
FROM claim_level_modifiers AS rule
UNION ALL
SELECT rule.modifier, NULL, '', 'ncci', 'no_effect', NULL, NULL, NULL, NULL, DATE '0001-01-01'
FROM ncci_modifiers AS rule
WHERE rule.meaning <> 'Global surgery'
ORDER BY modifier, modifier_profile, kind, beside NULLS FIRST;
