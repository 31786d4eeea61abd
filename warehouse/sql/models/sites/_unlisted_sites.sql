-- Three rows, office, hospital_outpatient and asc: what they answer for a code that nothing lists on a date of service, or
-- for an argument that is not understood

CREATE MACRO _unlisted_sites(code, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    asked_code,
    site,
    professional_status,
    professional_reason,
    facility_status,
    facility_reason,
    -- The values of _site_status and _site_reason if nothing is paid.
    CASE site WHEN 'office' THEN professional_status ELSE facility_status END AS payment_status,
    CASE site WHEN 'office' THEN professional_reason ELSE facility_reason END AS reason
FROM (
    SELECT
        asked.asked_code,
        day.site,
        CASE WHEN asked.problem IS NULL THEN day.professional_status ELSE 'not_understood' END AS professional_status,
        coalesce(asked.problem, replace(day.professional_reason, '{known_on}', asked.known_day)) AS professional_reason,
        CASE WHEN asked.problem IS NULL THEN day.facility_status ELSE 'not_understood' END AS facility_status,
        coalesce(asked.problem, replace(day.facility_reason, '{known_on}', asked.known_day)) AS facility_reason
    FROM (
        SELECT
            _code(code) AS asked_code,
            coalesce(known_on::DATE::VARCHAR, '') AS known_day,
            coalesce(_code_problem(code), _day_problem(service_date, known_on)) AS problem
    ) AS asked
    CROSS JOIN _site_days AS day
    WHERE CASE
        WHEN service_date::DATE BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' AND known_on::DATE BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'
            THEN service_date::DATE BETWEEN day.service_from AND day.service_to AND known_on::DATE BETWEEN day.known_from AND day.known_to
        ELSE day.service_from IS NULL
    END
);
