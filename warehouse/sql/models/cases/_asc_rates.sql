-- Rates of Addenda AA and BB on a date of service, and the codes that EE excludes

CREATE MACRO _asc_rates(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    printed.hcpcs, printed.payment_indicator AS indicator, printed.payment_rate, printed.multiple_procedure_discount,
    NULL::DECIMAL(14, 2) AS copayment, true AS is_surgical, false AS is_excluded, printed.release_id
FROM asc_addendum_aa AS printed
WHERE printed.release_id = release_on('asc', service_date, known_on := known_on)
UNION ALL BY NAME
SELECT
    printed.hcpcs, printed.payment_indicator AS indicator, printed.payment_rate, false AS multiple_procedure_discount,
    printed.ira_copayment AS copayment, false AS is_surgical, false AS is_excluded, printed.release_id
FROM asc_addendum_bb AS printed
WHERE printed.release_id = release_on('asc', service_date, known_on := known_on)
UNION ALL BY NAME
SELECT
    printed.hcpcs, NULL AS indicator, NULL AS payment_rate, false AS multiple_procedure_discount,
    NULL AS copayment, false AS is_surgical, true AS is_excluded, printed.release_id
FROM asc_addendum_ee AS printed
WHERE printed.release_id = release_on('asc', service_date, known_on := known_on);
