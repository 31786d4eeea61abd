-- Anesthesia modifiers, one of which each claim has, and their payment share
--
-- key: modifier

CREATE TABLE anesthesia_modifiers (
    modifier VARCHAR NOT NULL,  -- HCPCS modifier
    share DECIMAL(4, 2) NOT NULL,  -- Share of the full payment, 0 to 1
    base_units INTEGER,  -- Base units that replace the code's; null: the code's
    max_time_units INTEGER,  -- Maximum time units; null: no maximum
    meaning VARCHAR NOT NULL,  -- Meaning of the modifier
    source VARCHAR NOT NULL  -- CMS document
);
