-- Internal: what each modifier can do to a professional payment, by modifier and by profile (empty: any code)
--
-- Every rule that a modifier can bring to a professional payment, in one place and by modifier: those of the code's
-- indicators, those of the claim, and NCCI's, which leave the amount alone.
--
-- LT with RT on one line is billed as 50 is (record layout, bilateral indicator 1: "by any other means"): their rule is
-- that of 50, and lies under LT with RT beside it.
--
-- Modifiers of one indicator do not add up: AS beside 80 is one assistant, LT beside 50 says nothing more. The one that
-- changes the payment most counts.
--
-- key: modifier, beside, modifier_profile, kind, effect, indicator
-- derived from: pfs-rvu
-- columns:
--   modifier VARCHAR: Modifier
--   beside VARCHAR: Modifier of the same line without which the rule does not apply; null if none
--   modifier_profile VARCHAR: Profile of the codes; empty for any
--   kind VARCHAR: code, claim, contradiction or ncci: which table the rule is in
--   effect VARCHAR: See code_modifiers.effect; not_decided where two modifiers exclude each other
--   indicator VARCHAR: CMS indicator the rule goes by
--   share DECIMAL(9,4): Share of the payment that remains
--   technical_share DECIMAL(6,4): Share of the technical part that remains
--   capped_technical_share DECIMAL(6,4): Share that remains of what the OPPS limit leaves of the technical part
--   outdone_by VARCHAR: Modifiers of the same indicator beside which the share does not count, blanks between; null if none
--   outcome VARCHAR: Status that the rule gives the payment, behind its rank (1 not_decided, 2 not_paid,
--     3 carrier_priced); null if none
--   has_effect BOOLEAN: False for rules of the claim that leave the amount alone and for NCCI's
--   said VARCHAR: The modifier and what it means, as answers say it; null where nothing is to be said
--   source VARCHAR: CMS document; null where nothing is to be said
--   service_from DATE: First date of service

CREATE TABLE _modifier_effects AS
WITH of_code AS (
    FROM modifier_profiles WHERE payer_part = 'professional' AND effect <> 'row'
),
rule AS (
    SELECT
        one.modifier,
        NULL AS beside,
        one.modifier_profile,
        'code' AS kind,
        one.effect,
        one.share,
        one.indicator,
        one.meaning || coalesce(' ' || one.condition, '') AS meaning,
        one.source,
        DATE '0001-01-01' AS service_from
    FROM of_code AS one
    UNION ALL
    SELECT
        'LT',
        'RT',
        one.modifier_profile,
        'code',
        one.effect,
        one.share,
        one.indicator,
        'with RT as 50. ' || one.meaning || coalesce(' ' || one.condition, ''),
        one.source,
        DATE '0001-01-01'
    FROM of_code AS one
    WHERE one.modifier = '50'
    UNION ALL
    SELECT one.modifier, one.other_modifier, '', 'contradiction', 'not_decided', NULL, NULL, 'with ' || one.other_modifier || '. ' || one.meaning, one.source, DATE '0001-01-01'
    FROM contradictory_modifiers AS one
    UNION ALL
    SELECT one.modifier, NULL, '', 'claim', one.effect, NULL, NULL, one.meaning, one.source, coalesce(one.since, DATE '0001-01-01')
    FROM claim_level_modifiers AS one
    UNION ALL
    SELECT one.modifier, NULL, '', 'ncci', 'no_effect', NULL, NULL, NULL, NULL, DATE '0001-01-01'
    FROM ncci_modifiers AS one
    WHERE one.meaning <> 'Global surgery'
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
    -- LT with RT has the share of 50 and outdoes nothing that is not without effect.
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
    CASE WHEN rule.effect <> 'no_effect' OR rule.indicator IS NOT NULL THEN rule.modifier || ': ' || rule.meaning END AS said,
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
