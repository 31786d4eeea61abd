-- Floors and adjustments of the hospitals' wage index, by date of service
--
-- key: schedule, rule, service_from

CREATE TABLE wage_index_rules (
    schedule VARCHAR NOT NULL,  -- opps
    rule VARCHAR NOT NULL,  -- Which rule
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE,  -- Last date of service
    value VARCHAR,  -- Value of the rule, such as the quartile, if any
    meaning VARCHAR NOT NULL,  -- Effect of the rule
    source VARCHAR NOT NULL  -- CMS document
);
