-- Codes to which CMS gives another meaning than to the rest of their indicator
--
-- key: code_list, code, hcpcs

CREATE TABLE indicator_exceptions (
    code_list VARCHAR,  -- List of indicators
    code VARCHAR,  -- Code in it
    hcpcs VARCHAR,  -- Procedure code
    payment_status VARCHAR,  -- Its status
    meaning VARCHAR,  -- What it means
    source VARCHAR  -- CMS document, or the release as a JSON object
);
