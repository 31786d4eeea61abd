-- Modifiers of which an anesthesia claim carries one, and what each pays
--
-- key: modifier

CREATE TABLE anesthesia_modifiers (
    modifier VARCHAR,  -- HCPCS modifier
    share VARCHAR,  -- Share of the full payment, 0 to 1
    base_units VARCHAR,  -- Base units instead of the code's; null: the code's
    most_time_units VARCHAR,  -- Time units at most; null: all
    meaning VARCHAR,  -- What the modifier says
    source VARCHAR  -- Where CMS says so
);
