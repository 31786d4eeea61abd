-- States as CMS numbers their rural areas and hospitals
--
-- key: ssa_code

CREATE TABLE state_codes (
    ssa_code VARCHAR,  -- Two digits
    state VARCHAR,  -- Postal abbreviation
    source VARCHAR  -- Where from
);
