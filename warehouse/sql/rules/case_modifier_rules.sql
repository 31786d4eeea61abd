-- Effect of a modifier on a facility's line in a case
--
-- key: schedule, modifier, service_from

CREATE TABLE case_modifier_rules (
    schedule VARCHAR NOT NULL,  -- opps, asc
    modifier VARCHAR NOT NULL,  -- Modifier
    effect VARCHAR NOT NULL,  -- Effect of the modifier
    share DECIMAL(4, 2),  -- Share (0 to 1) of the rate, or of the device offset
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL  -- CMS document
);
