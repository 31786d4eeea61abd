-- Format an amount of three decimals: 88.91, and 37.025 only if the third decimal is not 0
CREATE MACRO _in_dollars(amount) AS regexp_replace(amount::VARCHAR, '(\.\d\d)0$', '\1');

-- An indicator with CMS's meaning
CREATE MACRO _facility_reason(code_list, code, meaning, rate) AS
    CASE
        WHEN code IS NULL THEN 'CMS listed no indicator'
        WHEN meaning IS NULL THEN code_list || ' ' || code || ': not in CMS''s list of indicators'
        ELSE code_list || ' ' || code || ': ' || meaning || coalesce(' $' || _in_dollars(rate) || ' if billed alone.', '')
    END;
