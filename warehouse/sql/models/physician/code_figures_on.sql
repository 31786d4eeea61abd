-- physician_fees on a date of service, as known on a date (default: everything in this snapshot)
--
-- columns:
--   physician_fees.*

CREATE MACRO code_figures_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT *
FROM physician_fees AS figures
WHERE service_date::DATE BETWEEN figures.service_from AND figures.service_to
    AND known_on::DATE BETWEEN figures.known_from AND figures.known_to;
