-- Inpatient deductible of Medicare, to which the copayment for a procedure in a hospital outpatient department is
-- limited
--
-- key: year

CREATE TABLE inpatient_deductibles (
    year INTEGER NOT NULL,  -- Calendar year
    amount DECIMAL(9, 2) NOT NULL,  -- Dollars
    source VARCHAR NOT NULL  -- Law and notice
);
