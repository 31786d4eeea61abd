-- What a modifier does to a facility's line in a case
--
-- key: schedule, modifier, since

CREATE TABLE case_modifier_rules (
    schedule VARCHAR NOT NULL,  -- opps, asc
    modifier VARCHAR NOT NULL,  -- Modifier
    effect VARCHAR NOT NULL,  -- Which rule it calls
    share DECIMAL(4, 2),  -- Share (0 to 1) of the rate, or of the device offset
    since DATE,  -- First date of service
    until DATE,  -- Last date of service
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL  -- CMS document
);
