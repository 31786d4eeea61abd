-- The discount formulas of the IOCE
--
-- key: is_type_t, is_highest, is_terminated, is_bilateral

CREATE TABLE opps_discounts (
    is_type_t BOOLEAN NOT NULL,  -- Whether the line has status indicator T and is ranked
    is_highest BOOLEAN,  -- Whether it is the highest T line of the day; null: either
    is_terminated BOOLEAN NOT NULL,  -- Whether it has modifier 52 or 73
    is_bilateral BOOLEAN,  -- Whether it has modifier 50 on a bilateral code; null: either
    formula VARCHAR NOT NULL,  -- Number of the formula
    first_unit DECIMAL(4, 2) NOT NULL,  -- Share of the rate for the first unit
    further_units DECIMAL(4, 2) NOT NULL,  -- Share for each further unit
    meaning VARCHAR NOT NULL,  -- Meaning
    source VARCHAR NOT NULL  -- CMS document
);
