-- Payments of 45378 by site, their history, and its modifiers. Needs only DuckDB:
--   duckdb -readonly "$CMSFEES_HOME/snapshots/latest/cmsfees.duckdb" < examples/sites.sql

SELECT site, professional_payment, facility_payment, total_payment, payment_status
FROM site_of_service_on(DATE '2026-02-01')
WHERE hcpcs = '45378'
ORDER BY total_payment;

-- In Alabama: the physician's payment is local, the facility's is national.
SELECT site, professional_payment, total_payment, facility_is_national, payment_status
FROM site_of_service_of('45378', DATE '2026-02-01', in_mac := '10112', in_locality := '00');

-- Query the table itself, which works under any alias after ATTACH.
SELECT service_from, release_label, conversion_factor, physician_payment_nonfacility, physician_payment_facility
FROM physician_fees
WHERE hcpcs = '45378' AND modifier IS NULL AND known_to = DATE '9999-12-31'
ORDER BY service_from;

SELECT modifier, effect, share, physician_payment_facility, indicator, indicator_value
FROM modifiers_on(DATE '2026-02-01')
WHERE hcpcs = '45378' AND payer_part = 'professional'
ORDER BY modifier;

SELECT code_card('45378', DATE '2026-02-01') ->> '$.physician.physician_fees.reason_facility' AS why;
