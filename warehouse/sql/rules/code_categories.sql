-- Ranges of codes by kind of service and body region; of overlapping ranges, the one that begins later applies
--
-- key: first_code, last_code

CREATE TABLE code_categories (
    first_code VARCHAR NOT NULL,  -- First code of the range
    last_code VARCHAR NOT NULL,  -- Last code of the range
    category VARCHAR NOT NULL,  -- Kind of service
    body_system VARCHAR,  -- Body system or kind of test; null if the range has none
    body_region VARCHAR,  -- Body region; null if the range has none
    source VARCHAR NOT NULL  -- Chapter of the NCCI Policy Manual, or section of HCPCS Level II
);
