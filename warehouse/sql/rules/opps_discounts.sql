-- The discount formulas of the IOCE
--
-- key: is_type_t, is_highest, is_terminated, is_bilateral

CREATE TABLE opps_discounts (
    is_type_t VARCHAR,  -- Status indicator T that is ranked
    is_highest VARCHAR,  -- The highest T of the day; null: either
    is_terminated VARCHAR,  -- Modifier 52 or 73
    is_bilateral VARCHAR,  -- Modifier 50 on a bilateral code; null: either
    formula VARCHAR,  -- Number of the formula
    first_unit VARCHAR,  -- Share of the rate for the first unit
    further_units VARCHAR,  -- Share for each further unit
    meaning VARCHAR,  -- What it means
    source VARCHAR  -- CMS document
);
