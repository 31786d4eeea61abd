-- The discount formulas of the IOCE
--
-- key: is_type_t, is_highest, is_terminated, is_bilateral

CREATE TABLE opps_discounts (
    is_type_t BOOLEAN NOT NULL,  -- Status indicator T that is ranked
    is_highest BOOLEAN,  -- The highest T of the day; null: either
    is_terminated BOOLEAN NOT NULL,  -- Modifier 52 or 73
    is_bilateral BOOLEAN,  -- Modifier 50 on a bilateral code; null: either
    formula VARCHAR NOT NULL,  -- Number of the formula
    first_unit DECIMAL(4, 2) NOT NULL,  -- Share of the rate for the first unit
    further_units DECIMAL(4, 2) NOT NULL,  -- Share for each further unit
    meaning VARCHAR NOT NULL,  -- What it means
    source VARCHAR NOT NULL  -- CMS document
);
