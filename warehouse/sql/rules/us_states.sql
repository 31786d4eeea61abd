-- States and territories with CMS's numbers, and the locality name of those that are one locality and that a law names
--
-- key: us_state

CREATE TABLE us_states (
    us_state VARCHAR NOT NULL,  -- USPS state abbreviation
    ssa_code VARCHAR NOT NULL,  -- Two digits that identify a rural area and begin a hospital's CCN
    locality_name VARCHAR,  -- Uppercase name of the locality in GPCI, if it is the whole state and a law names it
    source VARCHAR NOT NULL  -- CMS document
);
