-- Internal: what each modifier can do to a professional payment, by modifier and by profile (empty: any code)
--
-- Every rule that a modifier can bring to a professional payment, in one place and by modifier: those of the code's
-- indicators, those of the claim, and NCCI's, which leave the amount alone.
--
-- key: modifier, modifier_profile, kind, effect, indicator
-- derived from: pfs-rvu
-- columns:
--   modifier VARCHAR: Modifier
--   modifier_profile VARCHAR: Profile of the codes; empty for any
--   kind VARCHAR: code, claim or ncci: which table the rule is in
--   effect VARCHAR: See code_modifiers.effect
--   share DECIMAL(38,4): Share of the payment that remains
--   indicator VARCHAR: CMS indicator the rule goes by
--   meaning VARCHAR: What it means
--   source VARCHAR: CMS document
--   service_from DATE: First date of service

CREATE TABLE _modifier_effects AS
SELECT
    rule.modifier,
    rule.modifier_profile,
    'code' AS kind,
    rule.effect,
    rule.share,
    rule.indicator,
    rule.meaning || coalesce(' ' || rule.condition, '') AS meaning,
    rule.source,
    DATE '0001-01-01' AS service_from
FROM modifier_profiles AS rule
WHERE rule.payer_part = 'professional' AND rule.effect <> 'row'
UNION ALL
SELECT rule.modifier, '', 'claim', rule.effect, NULL, NULL, rule.meaning, rule.source, coalesce(rule.since, DATE '0001-01-01')
FROM claim_level_modifiers AS rule
UNION ALL
SELECT rule.modifier, '', 'ncci', 'no_effect', NULL, NULL, NULL, NULL, DATE '0001-01-01'
FROM ncci_modifiers AS rule
WHERE rule.meaning <> 'Global surgery'
ORDER BY modifier, modifier_profile, kind;
