-- site_of_service on a date of service, as known on a date (default: everything in this snapshot)
--
-- columns:
--   site_of_service.*

CREATE MACRO site_of_service_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT cell.*
FROM _site_of_service_on(service_date, known_on := known_on) AS cell
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)));
