-- Clinical laboratory fee schedule on a day: one row per code and modifier, dollars per test; the amount is null if the
-- contractor prices it
--
-- columns:
--   _laboratory_fees.*

CREATE MACRO laboratory_fees_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT fee.*
FROM _laboratory_fees_on(service_date, known_on := known_on) AS fee
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)));
