-- What kind of service a code is and where on the body: by the chapters of CMS's own policy manual.
-- derived from: pfs-rvu, opps, asc, clfs, asp, dmepos, anesthesia-base-units, hcpcs-level-ii

CREATE TABLE code_classes AS
WITH code AS (
    SELECT hcpcs FROM physician_fees
    UNION
    SELECT hcpcs FROM site_of_service
    UNION
    SELECT hcpcs FROM clfs
    UNION
    SELECT hcpcs FROM asp_payment_limit
    UNION
    SELECT hcpcs FROM dmepos_item
    UNION
    SELECT hcpcs FROM anesthesia_base_units
    UNION
    SELECT hcpcs FROM hcpcs_level_ii WHERE record_id = '3'
),
-- Letters of a code that end it (0001T) or begin it (J1885) are of one kind with those of the range.
matched AS (
    SELECT
        code.hcpcs,
        range.*,
        row_number() OVER (
            PARTITION BY code.hcpcs ORDER BY range.first_code DESC, range.last_code
        ) AS narrowness
    FROM code
    JOIN code_categories AS range
        ON code.hcpcs BETWEEN range.first_code AND range.last_code
        AND right(code.hcpcs, 1) BETWEEN CASE WHEN right(range.first_code, 1) > '9' THEN right(range.first_code, 1) ELSE '0' END
            AND CASE WHEN right(range.last_code, 1) > '9' THEN right(range.last_code, 1) ELSE '9' END
)
SELECT
    code.hcpcs,
    any_value(matched.category) FILTER (matched.narrowness = 1) AS category,
    arg_min(matched.body_system, matched.narrowness) FILTER (matched.body_system IS NOT NULL) AS body_system,
    arg_min(matched.body_region, matched.narrowness) FILTER (matched.body_region IS NOT NULL) AS body_region,
    any_value(matched.source) FILTER (matched.narrowness = 1) AS source
FROM code
LEFT JOIN matched USING (hcpcs)
GROUP BY code.hcpcs
ORDER BY code.hcpcs;
COMMENT ON TABLE code_classes IS 'Kind of service and part of the body of every code of any schedule, by ranges of CMS''s policy manual, in our own words';
COMMENT ON COLUMN code_classes.hcpcs IS 'HCPCS code';
COMMENT ON COLUMN code_classes.category IS 'Kind of service: surgery, radiology, laboratory and pathology, drugs ...; null where no range holds the code';
COMMENT ON COLUMN code_classes.body_system IS 'Body system or kind of test, such as musculoskeletal';
COMMENT ON COLUMN code_classes.body_region IS 'Part of the body, such as foot & ankle';
COMMENT ON COLUMN code_classes.source IS 'Chapter whose range decides';

COMMENT ON TABLE code_categories IS 'Ranges of codes by kind of service and part of the body; of two ranges the one that begins later decides';
COMMENT ON COLUMN code_categories.first_code IS 'First code of the range';
COMMENT ON COLUMN code_categories.last_code IS 'Last code of the range';
COMMENT ON COLUMN code_categories.category IS 'Kind of service';
COMMENT ON COLUMN code_categories.body_system IS 'Body system or kind of test; null where the range has none';
COMMENT ON COLUMN code_categories.body_region IS 'Part of the body; null where the range has none';
COMMENT ON COLUMN code_categories.source IS 'Chapter of the NCCI Policy Manual, or section of HCPCS Level II';

CREATE MACRO codes_in_region(in_region, in_category := NULL) AS TABLE
SELECT class.hcpcs, class.category, class.body_system, class.body_region, class.source
FROM code_classes AS class
WHERE class.body_region = in_region AND coalesce(class.category = in_category, true)
ORDER BY class.hcpcs;
COMMENT ON MACRO TABLE codes_in_region IS 'Codes of a part of the body, such as foot & ankle; of one category where it is given';

CREATE MACRO hcpcs_descriptors_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    code.*,
    coalesce(code.termination_date < service_date, false) AS is_terminated
FROM hcpcs_level_ii AS code
WHERE code.release_id = _latest_release('hcpcs-level-ii', service_date, known_on := known_on);
COMMENT ON MACRO TABLE hcpcs_descriptors_on IS 'HCPCS Level II codes and modifiers by the newest file that began on or before a day: CMS''s texts, coverage, pricing indicators, BETOS and dates; a terminated code must not be priced';
