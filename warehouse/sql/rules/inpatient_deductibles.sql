-- Medicare's inpatient deductible, which caps the copayment for a procedure in a hospital outpatient department
--
-- key: year

CREATE TABLE inpatient_deductibles (
    year INTEGER NOT NULL,  -- Calendar year
    amount DECIMAL(9, 2) NOT NULL,  -- Dollars
    source VARCHAR NOT NULL  -- Law and notice
);
