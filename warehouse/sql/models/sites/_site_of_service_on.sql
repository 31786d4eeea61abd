-- site_of_service_on without a check of its days

CREATE MACRO _site_of_service_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT *
FROM site_of_service AS cell
WHERE service_date::DATE BETWEEN cell.service_from AND cell.service_to
    AND known_on::DATE BETWEEN cell.known_from AND cell.known_to;
