-- Ranges of HCPCS codes that are drugs and biologicals
--
-- key: pattern

CREATE TABLE drug_code_patterns (
    pattern VARCHAR NOT NULL,  -- Regular expression of a whole code
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL  -- CMS document
);
