-- Groups of codes to which a rule refers by range
--
-- key: code_group

CREATE TABLE code_groups (
    code_group VARCHAR NOT NULL,  -- Name of the group
    pattern VARCHAR NOT NULL,  -- Regular expression of a whole code
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL  -- CMS document
);
