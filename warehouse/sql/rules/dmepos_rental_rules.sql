-- What a rented item is paid in which months, by payment class
--
-- key: category, code_pattern, month_from

CREATE TABLE dmepos_rental_rules (
    category VARCHAR,  -- Payment class of the item: CR, OX, FS, IN
    code_pattern VARCHAR,  -- Codes for which the rule takes the place of the class's own; null: all others
    month_from VARCHAR,  -- First month of the rental
    month_to VARCHAR,  -- Last month; null: no last month
    share VARCHAR,  -- Share of the rental fee printed, 0 to 1
    meaning VARCHAR,  -- What the rule says
    source VARCHAR  -- Where CMS says so
);
