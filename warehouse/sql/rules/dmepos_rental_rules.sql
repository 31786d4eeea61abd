-- Monthly payment of a rented item by payment class
--
-- key: category, code_pattern, month_from

CREATE TABLE dmepos_rental_rules (
    category VARCHAR NOT NULL,  -- Payment class of the item: CR, OX, FS, IN
    code_pattern VARCHAR,  -- Codes for which the rule replaces the rule of the class; null: all others
    month_from INTEGER NOT NULL,  -- First month of the rental
    month_to INTEGER,  -- Last month; null: no last month
    share DECIMAL(4, 2) NOT NULL,  -- Share of the listed rental fee, 0 to 1
    meaning VARCHAR NOT NULL,  -- Meaning of the rule
    source VARCHAR NOT NULL  -- CMS document
);
