-- How a status indicator (OPPS) or payment indicator (ASC) pays in a case
--
-- key: schedule, indicator

CREATE TABLE case_indicator_rules (
    schedule VARCHAR,  -- opps, asc
    indicator VARCHAR,  -- Status or payment indicator
    treatment VARCHAR,  -- Which rules price the line
    labor_share VARCHAR,  -- Share (0 to 1) of the rate that the wage index scales; null where no source says
    beside_comprehensive VARCHAR,  -- Beside a comprehensive APC: packaged, excluded, refused, open
    payment_status VARCHAR,  -- Status where the rate does not decide; null: paid
    source VARCHAR  -- CMS document
);
