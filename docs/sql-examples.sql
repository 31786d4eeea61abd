The example of each public macro in sql-reference.md; tests/docs runs them all on the bundled sample.

-- add_on_edits_on
SELECT add_on_code, primary_code FROM add_on_edits_on(DATE '2026-02-01') WHERE add_on_code = '22552';

-- add_on_status
SELECT hcpcs, answer, reason FROM add_on_status(['22552', '22551'], DATE '2026-02-01');

-- changes_between
SELECT hcpcs, pfs_setting, difference, by_work, by_pe, by_mp, by_conversion_factor
FROM changes_between('pfs-rvu 2025D r1', 'pfs-rvu 2026A r1')
WHERE hcpcs = '20957' AND difference IS NOT NULL;

-- code_card
SELECT code_card('20957', DATE '2026-02-01') ->> '$.physician.physician_fees.reason_nonfacility' AS why_not_in_the_office;

-- code_cards_on
SELECT hcpcs, card FROM code_cards_on(DATE '2026-02-01') ORDER BY hcpcs LIMIT 3;

-- code_figures_on
SELECT hcpcs, work_rvu, pe_rvu_facility, mp_rvu, total_rvu_facility, physician_payment_facility
FROM code_figures_on(DATE '2026-02-01')
WHERE hcpcs = '20957';

-- localities_of_zip
SELECT mac, locality, us_state FROM localities_of_zip('35004', DATE '2026-02-01');

-- modifiers_on
SELECT modifier, effect, share, physician_payment_facility, source
FROM modifiers_on(DATE '2026-02-01')
WHERE hcpcs = '20957' AND payer_part = 'professional';

-- mue_edits_on
SELECT hcpcs, mue_value, mai FROM mue_edits_on(DATE '2026-02-01', 'practitioner') WHERE hcpcs = '20957';

-- mue_limits
SELECT hcpcs, answer, mue_value, reason FROM mue_limits(['20957', '27447'], DATE '2026-02-01', 'practitioner');

-- ncci_mue_listed
SELECT count(*) AS limits_posted FROM ncci_mue_listed('ncci-mue-hospital 2026Q1 r1');

-- ncci_ptp_listed
SELECT count(*) AS edits_posted FROM ncci_ptp_listed('ncci-ptp-practitioner 2026Q1 r1');

-- no_data_reason
SELECT no_data_reason('opps', DATE '1999-01-01') AS why;

-- pfs_amount
SELECT pfs_amount(41.54, 23.14, 8.86, 1.000, 0.875, 0.566, 33.4009) AS in_alabama;

-- pfs_payment
SELECT payment, payment_status, reason, work_gpci, pe_gpci, mp_gpci, conversion_factor
FROM pfs_payment('20957', NULL, '10112', '00', DATE '2026-02-01', 'facility');

-- unmodified_payment
SELECT payment, payment_status, reason
FROM unmodified_payment('20957', '10112', '00', DATE '2026-02-01', 'facility');

-- pfs_payment_by_zip
SELECT mac, locality, payment, payment_status, reason
FROM pfs_payment_by_zip('20957', NULL, '35004', DATE '2026-02-01', 'facility');

-- pfs_payments
SELECT mac, locality, payment
FROM pfs_payments('20957', NULL, [{'mac': '10112', 'locality': '00'}, {'mac': '02102', 'locality': '01'}],
                  DATE '2026-02-01', 'facility');

-- ptp_conflicts
SELECT code_1, code_2, answer, reason FROM ptp_conflicts(['20957', '27447'], DATE '2026-02-01', 'practitioner');

-- ptp_edits_on
SELECT column_1, column_2, modifier_indicator
FROM ptp_edits_on(DATE '2026-02-01', 'practitioner')
WHERE column_1 = '20957';

-- release_on
SELECT release_on('pfs-rvu', DATE '2026-02-01') AS in_force,
       release_on('pfs-rvu', DATE '2026-02-01', known_on := DATE '2025-12-01') AS known_in_december;

-- national_sites_of
SELECT site, total_payment, payment_status, reason FROM national_sites_of('20957', DATE '2026-02-01');

-- release_status
SELECT * FROM release_status('asc', DATE '2026-02-01');

-- site_of_service_local_on
SELECT site, professional_payment, facility_payment, total_payment, facility_is_national
FROM site_of_service_local_on(DATE '2026-02-01', '10112', '00')
WHERE hcpcs = '20957';

-- site_of_service_of
SELECT site, total_payment, payment_status, reason FROM site_of_service_of('20957', DATE '2026-02-01');

-- site_of_service_on
SELECT site, professional_payment, facility_payment, total_payment, payment_status
FROM site_of_service_on(DATE '2026-02-01')
WHERE hcpcs = '20957';

-- anesthesia_payment
SELECT * FROM anesthesia_payment('00400', 95, NULL, '10112', '00', DATE '2026-02-01');

-- anesthesia_time_units
SELECT anesthesia_time_units(95) AS units;

-- anesthesia_units_on
SELECT * FROM anesthesia_units_on(DATE '2026-02-01') LIMIT 3;

-- codes_in_region
SELECT hcpcs FROM codes_in_region('foot & ankle', in_category := 'surgery') LIMIT 5;

-- dmepos_area_of_zip
SELECT * FROM dmepos_area_of_zip('35004', DATE '2026-02-01');

-- dmepos_fees_on
SELECT * FROM dmepos_fees_on(DATE '2026-02-01', in_us_state := 'AL') WHERE hcpcs = 'E0601';

-- dmepos_rental_months
SELECT * FROM dmepos_rental_months('E0601', DATE '2026-02-01', in_us_state := 'AL');

-- drug_fees_by_ndc
SELECT * FROM drug_fees_by_ndc('00003-0293-28', DATE '2026-02-01');

-- drug_fees_on
SELECT * FROM drug_fees_on(DATE '2026-02-01') WHERE hcpcs = 'J3301';

-- fees_of
SELECT schedule, modifier, pfs_setting, amount, unit, basis, payment_status FROM fees_of('20957', DATE '2026-02-01');

-- fees_on
SELECT schedule, count(*) AS fees, count(amount) AS with_amount FROM fees_on(DATE '2026-02-01') GROUP BY schedule;

-- hcpcs_descriptors_on
SELECT * FROM hcpcs_descriptors_on(DATE '2026-02-01') WHERE hcpcs = 'J3301';

-- laboratory_fees_on
SELECT * FROM laboratory_fees_on(DATE '2026-02-01') WHERE hcpcs = '80053';

-- wage_index_on
SELECT * FROM wage_index_on('13820', DATE '2026-02-01');

-- physician_payments_on
SELECT * FROM physician_payments_on(DATE '2026-02-01') WHERE hcpcs = '20957';

-- site_payments_of
SELECT * FROM site_payments_of('20957', DATE '2026-02-01');

-- site_payments_on
SELECT * FROM site_payments_on(DATE '2026-02-01') WHERE hcpcs = '20957';
