-- Floors and adjustments of the hospitals' wage index, by date of service
--
-- key: schedule, rule, since

CREATE TABLE wage_index_rules (
    schedule VARCHAR NOT NULL,  -- opps
    rule VARCHAR NOT NULL,  -- Which rule
    since DATE NOT NULL,  -- First date of service
    until DATE,  -- Last date of service
    value VARCHAR,  -- Value of the rule, such as the quartile, if any
    meaning VARCHAR NOT NULL,  -- Effect of the rule
    source VARCHAR NOT NULL  -- CMS document
);
