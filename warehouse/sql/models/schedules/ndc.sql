-- A national drug code as CMS writes it, 5-4-2: from eleven digits or from groups with hyphens of which one lacks its
-- zero (4-4-2, 5-3-2, 5-4-1); another identifier of a product in capitals
CREATE MACRO _ndc(ndc_text) AS
    CASE
        WHEN regexp_full_match(ndc_text::VARCHAR, '[\s\pZ]*[0-9]{11}[\s\pZ]*')
            THEN regexp_replace(regexp_extract(ndc_text::VARCHAR, '[0-9]+'), '^(.{5})(.{4})(.{2})$', '\1-\2-\3')
        WHEN regexp_full_match(ndc_text::VARCHAR, '[\s\pZ]*([0-9]{5}-[0-9]{4}-[0-9]{1,2}|[0-9]{4}-[0-9]{4}-[0-9]{2}|[0-9]{5}-[0-9]{3}-[0-9]{2})[\s\pZ]*') THEN concat_ws(
            '-',
            lpad(regexp_extract(ndc_text::VARCHAR, '([0-9]+)-([0-9]+)-([0-9]+)', 1), 5, '0'),
            lpad(regexp_extract(ndc_text::VARCHAR, '([0-9]+)-([0-9]+)-([0-9]+)', 2), 4, '0'),
            lpad(regexp_extract(ndc_text::VARCHAR, '([0-9]+)-([0-9]+)-([0-9]+)', 3), 2, '0')
        )
        ELSE nullif(regexp_extract(upper(ndc_text::VARCHAR), '(?s)^[\s\pZ]*(.*?)[\s\pZ]*$', 1), '')
    END;

-- Why a text cannot be an NDC; null if it can
CREATE MACRO _ndc_problem(ndc_text) AS
    CASE
        WHEN _ndc(ndc_text) IS NULL THEN 'no NDC is given'
        WHEN NOT regexp_matches(_ndc(ndc_text), '[0-9]') THEN '''' || ndc_text::VARCHAR || ''' is not an NDC'
        WHEN regexp_full_match(_ndc(ndc_text), '[0-9]{10}')
            THEN '''' || _ndc(ndc_text) || ''': ten digits do not say which zero is left out: write the hyphens, or eleven digits'
        -- A spreadsheet drops the zeros of 00338006910; CMS lists identifiers of 6, 8, 12 and 14 digits, none of 9.
        WHEN regexp_full_match(_ndc(ndc_text), '[0-9]{9}') THEN '''' || _ndc(ndc_text) || ''' is not an NDC: eleven digits, or groups with hyphens'
    END;
