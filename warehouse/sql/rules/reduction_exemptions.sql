-- Modifiers that keep a line out of the reductions for several procedures
--
-- key: indicator, modifier, since

CREATE TABLE reduction_exemptions (
    indicator VARCHAR NOT NULL,  -- Multiple procedure indicator of the code
    modifier VARCHAR NOT NULL,  -- Modifier
    since DATE,  -- First date of service
    until DATE,  -- Last date of service
    is_assumed BOOLEAN NOT NULL,  -- true where the modifier is taken at its word, and the price notes it
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL  -- CMS document
);
