-- Modifiers that keep a line out of the reductions for several procedures
--
-- key: indicator, modifier, since

CREATE TABLE reduction_exemptions (
    indicator VARCHAR,  -- Multiple procedure indicator of the code
    modifier VARCHAR,  -- Modifier
    since VARCHAR,  -- First date of service
    until VARCHAR,  -- Last date of service
    is_assumed VARCHAR,  -- true where the modifier is taken at its word, and a price says so
    meaning VARCHAR,  -- What it means
    source VARCHAR  -- CMS document
);
