-- Every Medicare fee schedule's entry for every code on a day: one row per code, modifiers and schedule (physician
-- twice, by pfs_setting). The amount is in dollars per unit before any reduction; basis shows where it applies:
-- national, mac_locality, state, rural, former_cba, contractor. Pass in_mac and in_locality for the physician;
-- in_us_state, in_rural and in_cba for DMEPOS
--
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   schedule VARCHAR: physician, anesthesia, hospital_outpatient, asc, laboratory, drug, dmepos or pen
--   modifier VARCHAR: Modifier of the fee; null for the code itself
--   modifier_2 VARCHAR: Second modifier, if any
--   modifier_3 VARCHAR: Third modifier, if any
--   pfs_setting VARCHAR: facility or nonfacility for the physician; null in the other schedules
--   amount DECIMAL(15,3): Dollars per unit, including the beneficiary's share; null if there is no amount
--   unit VARCHAR: Unit of the amount: service, item, month, a drug's billing unit …
--   basis VARCHAR: Where the amount applies: national, mac_locality, state, rural, former_cba or contractor
--   area VARCHAR: The locality, state or area; null: national
--   beneficiary_share DECIMAL(6,5): Share that the beneficiary pays, 0 to 1; null if CMS lists a copayment
--   beneficiary_payment DECIMAL(12,2): Beneficiary's payment, dollars
--   payment_status VARCHAR: Status of the payment, see payment_statuses
--   reason VARCHAR: Reason for the status
--   release_id VARCHAR: Release of the amount
--   release_label VARCHAR: Display name of the release, such as RVU26A · January 2026
--   url VARCHAR: URL of its file
--   sha256 VARCHAR: SHA-256 of its file

CREATE MACRO fees_on(
    service_date, in_mac := NULL, in_locality := NULL, in_us_state := NULL, in_rural := false, in_cba := NULL, qp := false,
    known_on := DATE '9999-12-31'
) AS TABLE
SELECT fee.*
FROM _fees_on(service_date, in_mac := in_mac, in_locality := in_locality, in_us_state := in_us_state, in_rural := in_rural, in_cba := in_cba, qp := qp, known_on := known_on) AS fee
CROSS JOIN range(_one_unless(coalesce(_day_problem(service_date, known_on), CASE WHEN qp IS NULL THEN 'qp is null: true or false' END)));
