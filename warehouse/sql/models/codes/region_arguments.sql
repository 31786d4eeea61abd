-- Normalize and check the arguments of codes_in_region.

-- A text in lower case with single spaces
CREATE MACRO _plain_words(text) AS
    regexp_replace(regexp_extract(lower(text::VARCHAR), '(?s)^[\s\pZ]*(.*?)[\s\pZ]*$', 1), '[\s\pZ]+', ' ', 'g');

-- Why a body region or a category is invalid; null if both are valid
CREATE MACRO _region_problem(in_region, in_category) AS
    CASE
        WHEN in_region IS NULL THEN 'no body region is given'
        WHEN NOT EXISTS (FROM code_classes AS class WHERE lower(class.body_region) = _plain_words(in_region))
            THEN '''' || in_region::VARCHAR || ''' is not a body region: SELECT DISTINCT body_region FROM code_classes lists them'
        WHEN in_category IS NOT NULL AND NOT EXISTS (FROM code_classes AS class WHERE lower(class.category) = _plain_words(in_category))
            THEN '''' || in_category::VARCHAR || ''' is not a category: SELECT DISTINCT category FROM code_classes lists them'
    END;
