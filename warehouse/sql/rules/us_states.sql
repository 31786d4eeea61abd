-- States that laws name and whose locality is the whole state
--
-- key: us_state

CREATE TABLE us_states (
    us_state VARCHAR,  -- USPS state abbreviation
    name VARCHAR,  -- Name of the locality in GPCI, in capitals
    source VARCHAR  -- CMS document
);
