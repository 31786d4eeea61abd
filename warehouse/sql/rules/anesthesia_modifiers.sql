-- Modifiers of which an anesthesia claim carries one, and what each pays
--
-- key: modifier

CREATE TABLE anesthesia_modifiers (
    modifier VARCHAR NOT NULL,  -- HCPCS modifier
    share DECIMAL(4, 2) NOT NULL,  -- Share of the full payment, 0 to 1
    base_units INTEGER,  -- Base units instead of the code's; null: the code's
    most_time_units INTEGER,  -- Time units at most; null: all
    meaning VARCHAR NOT NULL,  -- What the modifier says
    source VARCHAR NOT NULL  -- CMS document
);
