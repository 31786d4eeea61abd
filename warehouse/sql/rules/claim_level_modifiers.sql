-- Modifiers that describe the claim rather than the code: they do not change the amount, or nothing is paid
--
-- key: modifier

CREATE TABLE claim_level_modifiers (
    modifier VARCHAR NOT NULL,  -- Modifier
    effect VARCHAR NOT NULL,  -- no_effect, not_paid
    meaning VARCHAR NOT NULL,  -- Meaning
    service_from DATE,  -- First date of service
    source VARCHAR NOT NULL  -- CMS document
);
