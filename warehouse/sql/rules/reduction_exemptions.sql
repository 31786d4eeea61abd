-- Modifiers that exempt a line from multiple-procedure reductions
--
-- key: indicator, modifier, service_from

CREATE TABLE reduction_exemptions (
    indicator VARCHAR NOT NULL,  -- Multiple procedure indicator of the code
    modifier VARCHAR NOT NULL,  -- Modifier
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    is_assumed BOOLEAN NOT NULL,  -- Whether the modifier is assumed to be valid, which the price notes
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL  -- CMS document
);
