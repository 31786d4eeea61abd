-- Codes of a body region, such as foot & ankle; of one category if given. A region or category that no code has raises
-- an error
--
-- columns:
--   code_classes.*

CREATE MACRO codes_in_region(in_region, in_category := NULL) AS TABLE
SELECT listed.*
FROM (
    SELECT class.hcpcs, class.category, class.body_system, class.body_region, class.source
    FROM code_classes AS class
    WHERE lower(class.body_region) = _plain_words(in_region) AND coalesce(lower(class.category) = _plain_words(in_category), in_category IS NULL)
    UNION ALL BY NAME
    SELECT NULL::VARCHAR AS hcpcs
    FROM (SELECT _region_problem(in_region, in_category) AS problem) AS asked
    WHERE _refused(asked.problem)
) AS listed
ORDER BY listed.hcpcs;
