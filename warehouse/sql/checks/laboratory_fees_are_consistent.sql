-- severity: block
-- holds: a laboratory test has a rate or is contractor-priced, QW has the plain test's rate, and no rate changes within a year
SELECT 'rate and indicator' AS broken, test.release_id, test.hcpcs, test.modifier, test.rate, NULL AS other_rate
FROM clfs AS test
WHERE (test.rate IS NULL) <> (test.indicator = 'L')
UNION ALL
SELECT 'QW', waived.release_id, waived.hcpcs, waived.modifier, waived.rate, plain.rate
FROM clfs AS waived
JOIN clfs AS plain ON plain.release_id = waived.release_id AND plain.hcpcs = waived.hcpcs AND plain.modifier IS NULL
WHERE waived.modifier = 'QW' AND waived.rate IS DISTINCT FROM plain.rate
UNION ALL
SELECT 'changed in the year', later.release_id, later.hcpcs, later.modifier, later.rate, earlier.rate
FROM clfs AS later
JOIN releases AS second ON second.release_id = later.release_id
JOIN clfs AS earlier ON earlier.hcpcs = later.hcpcs AND earlier.modifier IS NOT DISTINCT FROM later.modifier
JOIN releases AS first ON first.release_id = earlier.release_id
WHERE year(first.service_from) = year(second.service_from) AND first.service_from < second.service_from
    AND earlier.rate <> later.rate
