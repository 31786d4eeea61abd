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
    UNION ALL
    SELECT
        none.value::VARCHAR AS hcpcs,
        none.value::VARCHAR AS category,
        none.value::VARCHAR AS body_system,
        none.value::VARCHAR AS body_region,
        none.value::VARCHAR AS source
    FROM (SELECT _region_problem(in_region, in_category) AS problem) AS asked, range(1, _one_unless(asked.problem)) AS none (value)
) AS listed
ORDER BY listed.hcpcs;
