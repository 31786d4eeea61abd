-- Three rows, office, hospital_outpatient and asc: the answer for a code that nothing lists on a date of service, or for an
-- argument that is not understood; no rows for a code with site payments on that day

CREATE MACRO _unlisted_sites(code, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    hcpcs,
    site,
    professional_status,
    professional_reason,
    professional_status AS professional_status_qp,
    professional_reason AS professional_reason_qp,
    facility_status,
    facility_reason,
    -- The values of _site_status and _site_reason if nothing is paid.
    CASE site WHEN 'office' THEN professional_status ELSE facility_status END AS payment_status,
    CASE site WHEN 'office' THEN professional_reason ELSE facility_reason END AS reason,
    CASE site WHEN 'office' THEN professional_status ELSE facility_status END AS payment_status_qp,
    CASE site WHEN 'office' THEN professional_reason ELSE facility_reason END AS reason_qp,
    false AS facility_is_national
FROM (
    SELECT
        asked.hcpcs,
        day.site,
        CASE WHEN asked.problem IS NULL THEN day.professional_status ELSE 'not_understood' END AS professional_status,
        coalesce(asked.problem, replace(day.professional_reason, '{known_on}', asked.known_day)) AS professional_reason,
        CASE WHEN asked.problem IS NULL THEN day.facility_status ELSE 'not_understood' END AS facility_status,
        coalesce(asked.problem, replace(day.facility_reason, '{known_on}', asked.known_day)) AS facility_reason
    FROM (
        SELECT
            coalesce(given.hcpcs, code::VARCHAR) AS hcpcs,
            coalesce(known_on::DATE::VARCHAR, '') AS known_day,
            coalesce(_asked_code_problem(code, given.hcpcs), _day_problem(service_date, known_on)) AS problem
        FROM (SELECT _code(code) AS hcpcs) AS given
    ) AS asked
    CROSS JOIN _site_days AS day
    WHERE CASE
        WHEN service_date::DATE BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' AND known_on::DATE BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'
            THEN service_date::DATE BETWEEN day.service_from AND day.service_to AND known_on::DATE BETWEEN day.known_from AND day.known_to
        ELSE day.service_from IS NULL
    END
)
WHERE NOT EXISTS (
    FROM _site_payments AS found
    WHERE found.hcpcs = _bare(upper(code::VARCHAR))
        AND service_date::DATE BETWEEN found.service_from AND found.service_to
        AND known_on::DATE BETWEEN found.known_from AND found.known_to
);
