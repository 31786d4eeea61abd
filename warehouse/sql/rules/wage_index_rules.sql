-- Floors and adjustments of the hospitals' wage index, by date of service
--
-- key: schedule, rule, since

CREATE TABLE wage_index_rules (
    schedule VARCHAR,  -- opps
    rule VARCHAR,  -- Which rule
    since VARCHAR,  -- First date of service
    until VARCHAR,  -- Last date of service
    value VARCHAR,  -- Quartile, where the rule has one
    meaning VARCHAR,  -- What it does
    source VARCHAR  -- CMS document
);
