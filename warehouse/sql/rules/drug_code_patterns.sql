-- Ranges of HCPCS codes that are drugs and biologicals
--
-- key: pattern

CREATE TABLE drug_code_patterns (
    pattern VARCHAR,  -- Regular expression of a whole code
    meaning VARCHAR,  -- What it means
    source VARCHAR  -- CMS document, or the release as a JSON object
);
