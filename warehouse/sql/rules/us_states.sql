-- States and territories as CMS numbers them, with the name of those that are one locality and that laws name
--
-- key: us_state

CREATE TABLE us_states (
    us_state VARCHAR NOT NULL,  -- USPS state abbreviation
    ssa_code VARCHAR NOT NULL,  -- Two digits: a rural area, and the first two digits of a hospital's CCN
    locality_name VARCHAR,  -- Name of the locality in GPCI, in capitals, where it is the whole state and a law names it
    source VARCHAR NOT NULL  -- CMS document
);
