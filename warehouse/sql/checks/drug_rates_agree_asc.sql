-- severity: block
-- holds: an ASC rate of indicator K2 or H2 equals the ASP limit or the OPPS rate in at least one posting of the quarter
-- derived from: asc, asp, opps, opps-final-rule
-- drug_rates_agree lists single rows that agree with none; this check blocks if more than 1 in 50 of the quarter's rows
-- disagree without an explanation, which indicates a wrong column rather than a late correction.
WITH code AS (
    SELECT comparison, service_from, other_release_id, hcpcs, bool_or(is_equal) AS agrees, any_value(known_reason) AS known_reason
    FROM schedule_comparisons
    WHERE comparison IN ('asp_asc', 'opps_asc')
    GROUP BY ALL
)
SELECT
    comparison,
    other_release_id AS asc_release_id,
    count(*) AS compared,
    count(*) FILTER (NOT agrees AND known_reason IS NULL) AS differ,
    list(hcpcs ORDER BY hcpcs) FILTER (NOT agrees AND known_reason IS NULL)[1:20] AS codes
FROM code
GROUP BY ALL
HAVING differ > 2 AND differ * 50 > compared
