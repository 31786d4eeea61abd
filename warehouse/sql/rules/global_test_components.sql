-- Tests whose professional part has its own code instead of 26 (PC/TC indicator 4)
--
-- key: hcpcs

CREATE TABLE global_test_components (
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    professional_codes VARCHAR NOT NULL,  -- Codes of the professional part, joined by +
    source VARCHAR NOT NULL  -- CMS document
);
