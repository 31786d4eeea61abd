-- Modifiers that exclude each other on one line: its payment is not decided
--
-- key: modifier, other_modifier

CREATE TABLE contradictory_modifiers (
    modifier VARCHAR,  -- Modifier
    other_modifier VARCHAR,  -- The one it excludes
    meaning VARCHAR,  -- Why
    source VARCHAR  -- CMS document
);
