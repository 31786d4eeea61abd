-- Groups of codes that a rule names by range
--
-- key: code_group

CREATE TABLE code_groups (
    code_group VARCHAR,  -- Name of the group
    pattern VARCHAR,  -- Regular expression of a whole code
    meaning VARCHAR,  -- What it means
    source VARCHAR  -- CMS document, or the release as a JSON object
);
