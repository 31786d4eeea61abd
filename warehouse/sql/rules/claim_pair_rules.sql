-- Codes whose payment depends on a modifier of another line of the claim
--
-- key: hcpcs, other_modifier, service_from, unless_codes

CREATE TABLE claim_pair_rules (
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    other_codes VARCHAR NOT NULL,  -- Codes of the other line, separated by |
    other_modifier VARCHAR NOT NULL,  -- Modifier of the other line
    unless_codes VARCHAR,  -- Codes, separated by |; the rule does not apply if one is on the claim
    effect VARCHAR NOT NULL,  -- denied, not_decided
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE,  -- Last date of service
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL  -- CMS document
);
