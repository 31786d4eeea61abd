-- physician_fees on a date of service, as known on a date (default: everything in this snapshot)
--
-- columns:
--   physician_fees.*

CREATE MACRO code_figures_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT figures.*
FROM physician_fees AS figures
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)))
WHERE service_date::DATE BETWEEN figures.service_from AND figures.service_to
    AND known_on::DATE BETWEEN figures.known_from AND figures.known_to;
