-- Codes that CMS treats differently from others with the same indicator
--
-- key: code_list, code, hcpcs

CREATE TABLE indicator_exceptions (
    code_list VARCHAR NOT NULL,  -- List of indicators
    code VARCHAR NOT NULL,  -- Code in the list
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    payment_status VARCHAR NOT NULL,  -- Payment status of the code
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL  -- CMS document
);
