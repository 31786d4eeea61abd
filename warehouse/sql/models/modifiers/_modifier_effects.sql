-- Internal: the effect of each modifier on a professional payment, by modifier and profile (empty: any code)
--
-- One row per modifier and rule that can apply to a professional payment: the rules of the code's indicators, those of
-- the claim, and NCCI's, which do not change the amount.
--
-- LT with RT on one line is priced as 50 (record layout, bilateral indicator 1: "by any other means"): the rule is
-- stored under LT with RT in `beside`.
--
-- Modifiers of one indicator do not accumulate: AS with 80 is one assistant, LT with 50 adds nothing. Only the one that
-- changes the payment most applies.
--
-- key: modifier, beside, modifier_profile, kind, effect, indicator
-- derived from: pfs-rvu
-- columns:
--   modifier VARCHAR: Modifier
--   beside VARCHAR: Modifier that must be on the same line for the rule to apply; null if none
--   modifier_profile VARCHAR: Profile of the codes; empty for any code
--   kind VARCHAR: code, claim, contradiction or ncci: the source table of the rule
--   effect VARCHAR: See code_modifiers.effect; not_decided if two modifiers exclude each other
--   indicator VARCHAR: CMS indicator of the rule
--   share DECIMAL(9,4): Share of the payment that remains
--   technical_share DECIMAL(6,4): Share of the technical part that remains
--   capped_technical_share DECIMAL(6,4): Share that remains of the technical part after the OPPS limit
--   outdone_by VARCHAR: Modifiers of the same indicator that override the share, separated by spaces; null if none
--   outcome VARCHAR: Payment status that the rule sets, prefixed with its rank (1 not_decided, 2 not_paid, 3
--     carrier_priced); null if none
--   has_effect BOOLEAN: False for claim rules that do not change the amount and for NCCI rules
--   rule_text VARCHAR: The modifier and its meaning for the reason of an answer; null if it needs no mention
--   source VARCHAR: CMS document; null if the modifier needs no mention
--   service_from DATE: First date of service

CREATE TABLE _modifier_effects AS
WITH of_code AS (
    FROM modifier_profiles WHERE payer_part = 'professional' AND effect <> 'row'
),
rule AS (
    SELECT
        profile.modifier,
        NULL AS beside,
        profile.modifier_profile,
        'code' AS kind,
        profile.effect,
        profile.share,
        profile.indicator,
        profile.meaning || coalesce(' ' || profile.condition, '') AS meaning,
        profile.source,
        DATE '0001-01-01' AS service_from
    FROM of_code AS profile
    UNION ALL
    SELECT
        'LT',
        'RT',
        profile.modifier_profile,
        'code',
        profile.effect,
        profile.share,
        profile.indicator,
        'with RT as 50. ' || profile.meaning || coalesce(' ' || profile.condition, ''),
        profile.source,
        DATE '0001-01-01'
    FROM of_code AS profile
    WHERE profile.modifier = '50'
    UNION ALL
    SELECT pair.modifier, pair.other_modifier, '', 'contradiction', 'not_decided', NULL, NULL, 'with ' || pair.other_modifier || '. ' || pair.meaning, pair.source, DATE '0001-01-01'
    FROM contradictory_modifiers AS pair
    UNION ALL
    SELECT rule.modifier, NULL, '', 'claim', rule.effect, NULL, NULL, rule.meaning, rule.source, coalesce(rule.service_from, DATE '0001-01-01')
    FROM claim_level_modifiers AS rule
    UNION ALL
    SELECT listed.modifier, NULL, '', 'ncci', 'no_effect', NULL, NULL, NULL, NULL, DATE '0001-01-01'
    FROM ncci_modifiers AS listed
    WHERE listed.meaning <> 'Global surgery'
),
weighed AS (
    SELECT
        *,
        CASE WHEN effect LIKE '%technical_share' THEN effect ELSE 'share' END AS share_of,
        abs(1 - share) AS weight
    FROM rule
),
outdone AS (
    SELECT one.modifier, one.beside, one.modifier_profile, one.effect, one.indicator, string_agg(DISTINCT other.modifier, ' ' ORDER BY other.modifier) AS outdone_by
    FROM weighed AS one
    JOIN weighed AS other
        ON other.modifier_profile = one.modifier_profile
        AND other.indicator = one.indicator
        AND other.share_of = one.share_of
        AND other.modifier <> one.modifier
    -- LT with RT has the share of 50 and overrides only rules without an effect.
    WHERE other.beside IS NULL
        AND (other.weight > one.weight OR other.weight = one.weight AND (one.beside IS NOT NULL OR other.modifier < one.modifier))
    GROUP BY ALL
)
SELECT
    rule.modifier,
    rule.beside,
    rule.modifier_profile,
    rule.kind,
    rule.effect,
    rule.indicator,
    CASE WHEN rule.share_of = 'share' THEN rule.share END::DECIMAL(9, 4) AS share,
    CASE WHEN rule.share_of = 'technical_share' THEN rule.share END::DECIMAL(6, 4) AS technical_share,
    CASE WHEN rule.share_of = 'capped_technical_share' THEN rule.share END::DECIMAL(6, 4) AS capped_technical_share,
    outdone.outdone_by,
    CASE
        WHEN rule.effect = 'not_decided' THEN '1 not_decided'
        WHEN rule.effect = 'not_paid' THEN '2 not_paid'
        WHEN rule.effect IN ('by_report', 'line_set') THEN '3 carrier_priced'
    END AS outcome,
    rule.kind <> 'ncci' AND NOT (rule.kind = 'claim' AND rule.effect = 'no_effect') AS has_effect,
    CASE WHEN rule.effect <> 'no_effect' OR rule.indicator IS NOT NULL THEN rule.modifier || ': ' || rule.meaning END AS rule_text,
    CASE WHEN rule.effect <> 'no_effect' OR rule.indicator IS NOT NULL THEN rule.source END AS source,
    rule.service_from
FROM weighed AS rule
LEFT JOIN outdone
    ON outdone.modifier = rule.modifier
    AND outdone.beside IS NOT DISTINCT FROM rule.beside
    AND outdone.modifier_profile = rule.modifier_profile
    AND outdone.effect = rule.effect
    AND outdone.indicator = rule.indicator
ORDER BY rule.modifier, rule.modifier_profile, rule.kind, rule.beside NULLS FIRST;
