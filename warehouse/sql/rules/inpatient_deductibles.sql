-- Inpatient deductible of Medicare, to which the copayment for a procedure in a hospital outpatient department is
-- limited
--
-- key: year

CREATE TABLE inpatient_deductibles (
    year VARCHAR,  -- Calendar year
    amount VARCHAR,  -- Dollars
    source VARCHAR  -- Law and notice
);
