-- A national drug code as CMS writes it, 5-4-2: from eleven digits or from shorter groups with hyphens
CREATE MACRO _ndc_11(ndc_text) AS (
    CASE
        WHEN regexp_full_match(ndc_text, '[0-9]{11}') THEN concat_ws('-', left(ndc_text, 5), substr(ndc_text, 6, 4), right(ndc_text, 2))
        WHEN regexp_full_match(ndc_text, '[0-9]{4,5}-[0-9]{3,4}-[0-9]{1,2}') THEN concat_ws(
            '-',
            lpad(split_part(ndc_text, '-', 1), 5, '0'),
            lpad(split_part(ndc_text, '-', 2), 4, '0'),
            lpad(split_part(ndc_text, '-', 3), 2, '0')
        )
        ELSE upper(ndc_text)
    END
);
