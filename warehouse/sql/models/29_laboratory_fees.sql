-- Laboratory tests: one national price, no coinsurance; where CMS marks L the contractor sets it.

CREATE VIEW _laboratory_fees AS
SELECT
    test.hcpcs,
    'laboratory' AS schedule,
    test.modifier,
    test.rate::DECIMAL(14, 3) AS amount,
    'test' AS unit,
    CASE WHEN test.rate IS NULL THEN 'contractor' ELSE 'national' END AS basis,
    0.00::DECIMAL(6, 5) AS beneficiary_share,
    CASE WHEN test.rate IS NULL THEN 'contractor_priced' ELSE 'paid' END AS payment_status,
    CASE
        WHEN test.rate IS NULL THEN 'Indicator ' || test.indicator || ': no national price, the local contractor sets it'
        WHEN test.modifier = 'QW' THEN 'The same price as without QW, which marks a waived test: never added to it'
        ELSE 'National price; no deductible and no coinsurance'
    END AS reason,
    test.effective_date AS in_schedule_since,
    test.release_id
FROM clfs AS test;

CREATE MACRO laboratory_fees_on(service_date, known_on := DATE '9999-12-31') AS TABLE
FROM _laboratory_fees AS test WHERE test.release_id = release_on('clfs', service_date, known_on := known_on);
COMMENT ON MACRO TABLE laboratory_fees_on IS 'Clinical laboratory fee schedule on a day: one row per code and modifier, dollars per test; the amount is null where the contractor prices it';
COMMENT ON VIEW _laboratory_fees IS 'laboratory_fees_on of every release';
COMMENT ON COLUMN _laboratory_fees.hcpcs IS 'HCPCS code';
COMMENT ON COLUMN _laboratory_fees.schedule IS 'laboratory';
COMMENT ON COLUMN _laboratory_fees.modifier IS 'QW or null';
COMMENT ON COLUMN _laboratory_fees.amount IS 'Dollars per test; null where the contractor prices it';
COMMENT ON COLUMN _laboratory_fees.unit IS 'test';
COMMENT ON COLUMN _laboratory_fees.basis IS 'national or contractor';
COMMENT ON COLUMN _laboratory_fees.beneficiary_share IS '0: no coinsurance';
COMMENT ON COLUMN _laboratory_fees.payment_status IS 'paid or contractor_priced';
COMMENT ON COLUMN _laboratory_fees.reason IS 'Why';
COMMENT ON COLUMN _laboratory_fees.in_schedule_since IS 'Day on which CMS''s row began';
COMMENT ON COLUMN _laboratory_fees.release_id IS 'Release of the price';
