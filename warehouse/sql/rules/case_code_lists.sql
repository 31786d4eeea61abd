-- Codes that single rules of a case name
--
-- key: code_list, hcpcs

CREATE TABLE case_code_lists (
    code_list VARCHAR,  -- Rule
    hcpcs VARCHAR,  -- Procedure code
    source VARCHAR  -- CMS document
);
