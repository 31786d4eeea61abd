-- States of a CBSA, from the end of its name: Augusta-Richmond County GA-SC
CREATE MACRO _states_of_area(name) AS
    string_split(regexp_extract(name, '([A-Z]{2}(-[A-Z]{2})*)$', 1), '-');

-- Raise an index below the first quartile by half of the difference, rounded half up to four decimals
CREATE MACRO _lowest_quartile(wage_index, quartile) AS
    CASE WHEN wage_index < quartile THEN wage_index + round((quartile - wage_index)::DECIMAL(8, 4) / 2, 4)::DECIMAL(6, 4) ELSE wage_index END;

-- A facility rate with its labor share scaled by the wage index, rounded half up to cents
CREATE MACRO _locally_paid(rate, labor_share, wage_index) AS
    round((rate::DECIMAL(14, 3) * (labor_share::DECIMAL(4, 2) * wage_index::DECIMAL(6, 4) + 1 - labor_share::DECIMAL(4, 2)))::DECIMAL(24, 9), 2)::DECIMAL(12, 2);

-- Value of a wage index rule in force on a date of service; empty if the rule has no value, null if it is not in force
CREATE MACRO _wage_index_rule(in_rule, service_date) AS (
    SELECT coalesce(rule.value, '')
    FROM wage_index_rules AS rule
    WHERE rule.rule = in_rule
        AND rule.service_from <= service_date::DATE
        AND _in_force_on(rule.service_to, service_date::DATE)
);

-- Why a word names no area with a wage index
CREATE MACRO _no_area(area) AS '''' || area::VARCHAR || ''' is not an area: a CBSA such as 13820, or 01 for rural Alabama';

-- Why no release of wage indices is in force, by the gap in series_calendar on the day
CREATE MACRO _no_wage_index(series, service_date, known_on, gap) AS
    CASE
        WHEN service_date IS NULL THEN 'no date of service is given'
        WHEN known_on IS NULL THEN 'known_on is null: omit it to use all that this snapshot knows'
        ELSE coalesce(gap, 'no release of ' || series || ' is loaded')
    END;
