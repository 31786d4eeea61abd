-- Modifiers that exclude each other on one line, whose payment is then not decided
--
-- key: modifier, other_modifier

CREATE TABLE contradictory_modifiers (
    modifier VARCHAR NOT NULL,  -- Modifier
    other_modifier VARCHAR NOT NULL,  -- Modifier that it excludes
    meaning VARCHAR NOT NULL,  -- Why
    source VARCHAR NOT NULL  -- CMS document
);
