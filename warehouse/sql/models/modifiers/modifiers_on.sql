-- code_modifiers on a date of service, as known on a date (default: everything in this snapshot)
--
-- columns:
--   code_modifiers.*

CREATE MACRO modifiers_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT met.*
FROM code_modifiers AS met
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)))
WHERE service_date::DATE BETWEEN met.service_from AND met.service_to AND known_on::DATE BETWEEN met.known_from AND met.known_to;
