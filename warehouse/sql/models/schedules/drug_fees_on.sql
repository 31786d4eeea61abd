-- Payment limits of Part B drugs on a day: one row per code, dollars per billing unit. The limit includes the add-on of
-- 6% or 8%; listing does not mean coverage
--
-- columns:
--   _drug_fees.*

CREATE MACRO drug_fees_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT fee.*
FROM _drug_fees_on(service_date, known_on := known_on) AS fee
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)));
