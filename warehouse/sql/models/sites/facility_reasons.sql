-- An amount of three decimals as one writes it: 88.91, and 37.025 only where the third says something
CREATE MACRO _in_dollars(amount) AS regexp_replace(amount::VARCHAR, '(\.\d\d)0$', '\1');

-- An indicator and what CMS says it means
CREATE MACRO _facility_reason(code_list, code, meaning, rate) AS
    CASE
        WHEN code IS NULL THEN 'CMS printed no indicator'
        WHEN meaning IS NULL THEN code_list || ' ' || code || ': not in CMS''s list of indicators'
        ELSE code_list || ' ' || code || ': ' || meaning || coalesce(' $' || _in_dollars(rate) || ' if billed alone.', '')
    END;
