-- Codes to which CMS gives another meaning than to the rest of their indicator
--
-- key: code_list, code, hcpcs

CREATE TABLE indicator_exceptions (
    code_list VARCHAR NOT NULL,  -- List of indicators
    code VARCHAR NOT NULL,  -- Code in it
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    payment_status VARCHAR NOT NULL,  -- Its status
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL  -- CMS document, or the release as a JSON object
);
