-- What a modifier does to a facility's line in a case
--
-- key: schedule, modifier, since

CREATE TABLE case_modifier_rules (
    schedule VARCHAR,  -- opps, asc
    modifier VARCHAR,  -- Modifier
    effect VARCHAR,  -- Which rule it calls
    share VARCHAR,  -- Share (0 to 1) of the rate, or of the device offset
    since VARCHAR,  -- First date of service
    until VARCHAR,  -- Last date of service
    meaning VARCHAR,  -- What it means
    source VARCHAR  -- CMS document
);
