-- severity: warn
-- holds: ASP limits, OPPS rates of K and G and ASC rates of K2 and H2 are equal in every pair of postings of a quarter
-- derived from: asc, asp, opps, opps-final-rule
-- `agrees_with` lists the postings of the other schedule that agree: the difference is then a correction or an error of
-- CMS.
SELECT
    differ.comparison,
    differ.hcpcs,
    differ.other_indicator AS indicator,
    differ.release_id,
    differ.rate,
    differ.other_release_id,
    differ.other_rate,
    (
        SELECT list(DISTINCT same.release_id || ' = ' || same.other_release_id)
        FROM schedule_comparisons AS same
        WHERE same.is_equal AND same.hcpcs = differ.hcpcs AND same.service_from = differ.service_from
            AND same.comparison = differ.comparison
    ) AS agrees_with,
    differ.known_reason
FROM schedule_comparisons AS differ
WHERE NOT differ.is_equal
ORDER BY differ.known_reason IS NOT NULL, differ.service_from DESC, differ.hcpcs
