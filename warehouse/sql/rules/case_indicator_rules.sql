-- How a status indicator (OPPS) or payment indicator (ASC) pays in a case
--
-- key: schedule, indicator

CREATE TABLE case_indicator_rules (
    schedule VARCHAR NOT NULL,  -- opps, asc
    indicator VARCHAR NOT NULL,  -- Status or payment indicator
    treatment VARCHAR NOT NULL,  -- Which rules price the line
    labor_share DECIMAL(4, 2),  -- Share (0 to 1) of the rate that the wage index scales; null where no source says
    beside_comprehensive VARCHAR,  -- Beside a comprehensive APC: packaged, excluded, refused, open
    payment_status VARCHAR,  -- Status where the rate does not decide; null: paid
    source VARCHAR NOT NULL  -- CMS document
);
