-- How a status indicator (OPPS) or payment indicator (ASC) pays in a case
--
-- key: schedule, indicator

CREATE TABLE case_indicator_rules (
    schedule VARCHAR NOT NULL,  -- opps, asc
    indicator VARCHAR NOT NULL,  -- Status or payment indicator
    treatment VARCHAR NOT NULL,  -- Pricing rule of the line
    labor_share DECIMAL(4, 2),  -- Share (0 to 1) of the rate that the wage index scales; null if no source states it
    treatment_with_comprehensive VARCHAR,  -- With a comprehensive APC: packaged, excluded, refused, open; null: packaged
    payment_status VARCHAR,  -- Status if the rate does not decide it; null: paid
    source VARCHAR NOT NULL  -- CMS document
);
