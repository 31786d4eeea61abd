-- Which argument of a fee is invalid; null if all are valid
CREATE MACRO _fee_problem(code, service_date, qp, known_on) AS
    coalesce(_code_problem(code), _day_problem(service_date, known_on), CASE WHEN qp IS NULL THEN 'qp is null: true or false' END);

-- The loaded series with fees of a day, in one text; null if there is none
CREATE MACRO _schedules_on(service_date, known_on) AS (
    SELECT string_agg(span.series, ', ' ORDER BY span.series)
    FROM release_spans AS span
    WHERE span.series IN ('asc', 'asp', 'clfs', 'dmepos', 'opps', 'pfs-rvu')
        AND service_date::DATE BETWEEN span.service_from AND span.service_to
        AND known_on::DATE BETWEEN span.known_from AND span.known_to
);
