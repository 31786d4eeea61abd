-- Modifiers that say something of the claim and not of the code: they leave the amount alone, or nothing is paid
--
-- key: modifier

CREATE TABLE claim_level_modifiers (
    modifier VARCHAR,  -- Modifier
    effect VARCHAR,  -- no_effect, not_paid
    meaning VARCHAR,  -- What it means
    since VARCHAR,  -- First date of service
    source VARCHAR  -- CMS document, or the release as a JSON object
);
