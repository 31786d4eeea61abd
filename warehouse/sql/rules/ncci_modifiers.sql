-- NCCI-associated modifiers: those that bypass a PTP edit with modifier indicator 1
--
-- key: modifier

CREATE TABLE ncci_modifiers (
    modifier VARCHAR NOT NULL,  -- Modifier
    meaning VARCHAR NOT NULL,  -- What it means
    column_1_since DATE,  -- Date since which it bypasses an edit when it is on the column 1 code; null: never
    source VARCHAR NOT NULL  -- CMS document, or the release as a JSON object
);
