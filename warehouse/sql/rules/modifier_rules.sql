-- Rules of modifiers: what each does where an indicator has a value
--
-- key: modifier, payer_part, indicator, value, since

CREATE TABLE modifier_rules (
    modifier VARCHAR,  -- Modifier
    payer_part VARCHAR,  -- Whose payment: professional, facility, or evaluation for the visit it is billed with
    indicator VARCHAR,  -- CMS indicator the rule goes by
    value VARCHAR,  -- Value of the indicator
    effect VARCHAR,  -- row (own RVUs), share (of the payment), technical_share (of the technical part),
        -- capped_technical_share (of what the OPPS limit leaves of it), device_share (after the device offset),
        -- by_report, line_set (see price), visit, no_effect, not_paid
    share VARCHAR,  -- Share of the payment that remains
    meaning VARCHAR,  -- What it means
    condition VARCHAR,  -- When or how it applies
    since VARCHAR,  -- First date of service
    until VARCHAR,  -- Last date of service
    source VARCHAR,  -- CMS document, or the release as a JSON object
    source_date VARCHAR  -- Date of the document
);
