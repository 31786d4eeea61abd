-- One row: the code that was asked for, and the status and reason if no schedule lists it on the day or an argument is invalid

CREATE MACRO _unlisted_fee(code, service_date, known_on, argument_problem) AS TABLE
SELECT
    hcpcs,
    CASE WHEN problem IS NOT NULL THEN 'not_understood' WHEN schedules IS NULL THEN 'no_data' ELSE 'not_listed' END AS status,
    coalesce(problem, 'not listed by any schedule loaded for the day: ' || schedules, 'no fee schedule is loaded for the day') AS reason
FROM (
    SELECT
        coalesce(_code(code), code::VARCHAR) AS hcpcs,
        argument_problem AS problem,
        _schedules_on(service_date, known_on) AS schedules
);
