-- Modifiers that say something of the claim and not of the code: they leave the amount alone, or nothing is paid
--
-- key: modifier

CREATE TABLE claim_level_modifiers (
    modifier VARCHAR NOT NULL,  -- Modifier
    effect VARCHAR NOT NULL,  -- no_effect, not_paid
    meaning VARCHAR NOT NULL,  -- What it means
    since DATE,  -- First date of service
    source VARCHAR NOT NULL  -- CMS document, or the release as a JSON object
);
