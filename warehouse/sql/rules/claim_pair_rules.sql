-- Codes whose payment depends on a modifier of another line of the claim
--
-- key: hcpcs, other_modifier, since, unless_codes

CREATE TABLE claim_pair_rules (
    hcpcs VARCHAR,  -- Procedure code
    other_codes VARCHAR,  -- Codes of the other line, | between
    other_modifier VARCHAR,  -- Modifier of the other line
    unless_codes VARCHAR,  -- Codes, | between, of which one on the claim lifts the rule
    effect VARCHAR,  -- denied, not_decided
    since VARCHAR,  -- First date of service
    until VARCHAR,  -- Last date of service
    meaning VARCHAR,  -- What it means
    source VARCHAR  -- CMS document
);
