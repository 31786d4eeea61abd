-- Codes of a body region, such as foot & ankle; of one category if given
--
-- columns:
--   code_classes.*

CREATE MACRO codes_in_region(in_region, in_category := NULL) AS TABLE
SELECT class.hcpcs, class.category, class.body_system, class.body_region, class.source
FROM code_classes AS class
WHERE class.body_region = in_region AND coalesce(class.category = in_category, true)
ORDER BY class.hcpcs;
