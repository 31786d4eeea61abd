-- Modifier rules: the effect of a modifier on codes with a given indicator value
--
-- key: modifier, payer_part, indicator, value, service_from

CREATE TABLE modifier_rules (
    modifier VARCHAR NOT NULL,  -- Modifier
    payer_part VARCHAR NOT NULL,  -- Payment affected: professional, facility, or evaluation for the visit billed on the
        -- same day
    indicator VARCHAR NOT NULL,  -- CMS indicator of the rule
    value VARCHAR NOT NULL,  -- Value of the indicator
    effect VARCHAR NOT NULL,  -- row (own RVUs), share (of the payment), technical_share (of the technical part),
        -- capped_technical_share (of the technical part after the OPPS limit), device_share (after the device offset),
        -- by_report, line_set (see price), visit, no_effect, not_paid
    share VARCHAR,  -- Share of the payment that remains: a number, or the fee schedule columns to add
    meaning VARCHAR NOT NULL,  -- Meaning
    condition VARCHAR,  -- When or how it applies
    service_from DATE,  -- First date of service
    service_to DATE,  -- Last date of service
    source VARCHAR NOT NULL,  -- CMS document
    source_date DATE NOT NULL  -- Date of the document
);
