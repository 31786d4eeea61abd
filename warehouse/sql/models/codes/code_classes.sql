-- Kind of service and body region of every code in any schedule, by code ranges of CMS's policy manual, in our own
-- words
--
-- The chapters of CMS's NCCI policy manual decide the kind of service and the body region.
--
-- key: hcpcs
-- derived from: pfs-rvu, opps, asc, clfs, asp, dmepos, anesthesia-base-units, hcpcs-level-ii,
--     hcpcs-level-ii-corrections
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   category VARCHAR: Kind of service: surgery, radiology, laboratory and pathology, drugs ...; null if no range
--     contains the code
--   body_system VARCHAR: Body system or kind of test, such as musculoskeletal
--   body_region VARCHAR: Body region, such as foot & ankle
--   source VARCHAR: Chapter that contains the range

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
    SELECT hcpcs FROM hcpcs_codes WHERE record_id = '3'
),
-- A range matches only codes whose letter is in the same position: last (0001T) or first (J1885).
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
