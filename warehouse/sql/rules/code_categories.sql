-- Ranges of codes by kind of service and part of the body; of two ranges the one that begins later decides
--
-- key: first_code, last_code

CREATE TABLE code_categories (
    first_code VARCHAR NOT NULL,  -- First code of the range
    last_code VARCHAR NOT NULL,  -- Last code of the range
    category VARCHAR NOT NULL,  -- Kind of service
    body_system VARCHAR,  -- Body system or kind of test; null where the range has none
    body_region VARCHAR,  -- Part of the body; null where the range has none
    source VARCHAR NOT NULL  -- Chapter of the NCCI Policy Manual, or section of HCPCS Level II
);
