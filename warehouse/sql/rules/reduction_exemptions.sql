-- Modifiers that exempt a line from multiple-procedure reductions
--
-- key: indicator, modifier, since

CREATE TABLE reduction_exemptions (
    indicator VARCHAR NOT NULL,  -- Multiple procedure indicator of the code
    modifier VARCHAR NOT NULL,  -- Modifier
    since DATE,  -- First date of service
    until DATE,  -- Last date of service
    is_assumed BOOLEAN NOT NULL,  -- Whether the modifier is assumed to be valid, which the price notes
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL  -- CMS document
);
