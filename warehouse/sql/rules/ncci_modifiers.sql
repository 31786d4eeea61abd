-- NCCI-associated modifiers, which bypass a PTP edit with modifier indicator 1
--
-- key: modifier

CREATE TABLE ncci_modifiers (
    modifier VARCHAR NOT NULL,  -- Modifier
    meaning VARCHAR NOT NULL,  -- Meaning
    column_1_service_from DATE,  -- First day on which it bypasses an edit from the column 1 code; null: never
    source VARCHAR NOT NULL  -- CMS document
);
