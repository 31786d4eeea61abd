-- Codes in the lists that individual case rules use
--
-- key: code_list, hcpcs

CREATE TABLE case_code_lists (
    code_list VARCHAR NOT NULL,  -- Rule
    hcpcs VARCHAR NOT NULL,  -- Procedure code
    source VARCHAR NOT NULL  -- CMS document
);
