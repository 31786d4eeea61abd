-- One row per code, site and time rectangle: physician, facility and total payment, with a status and a reason for
-- each; query it through site_of_service_on, or by its four dates
--
-- key: hcpcs, site, service_from, known_from
-- derived from: pfs-rvu, opps, asc, clfs, asp, dmepos
-- columns:
--   hcpcs VARCHAR: Procedure code
--   site VARCHAR: office, hospital_outpatient or asc
--   professional_modifier VARCHAR: 26 if the professional part is that row: in a facility, and for a code that CMS
--     lists only with 26
--   professional_payment DECIMAL(15,2): National payment of the physician, dollars, even if the facility is not paid
--   professional_payment_qp DECIMAL(15,2): professional_payment for qualifying APM participants
--   professional_status VARCHAR: Status of the professional part, see payment_statuses
--   professional_reason VARCHAR: Reason for the status
--   professional_status_qp VARCHAR: Status of professional_payment_qp, see payment_statuses; no_data if the release
--     lacks the QPP file
--   professional_reason_qp VARCHAR: Reason for the status
--   facility_payment DECIMAL(15,3): Facility payment in dollars; for drugs, per billing unit
--   facility_payment_if_billed_alone DECIMAL(14,3): Hospital payment for a packaged code that is billed alone, dollars
--   facility_rate_printed DECIMAL(15,3): Rate that Addendum B, AA or BB lists for the code, dollars, whatever the
--     status; not payable unless facility_payment or facility_payment_if_billed_alone has it too
--   facility_copayment DECIMAL(15,3): Beneficiary's share of the facility payment if CMS lists it, dollars
--   facility_status VARCHAR: Status of the facility part, see payment_statuses
--   facility_reason VARCHAR: Reason for the status
--   total_payment DECIMAL(17,3): Professional, facility and other payment together, dollars; only if the status is
--     paid, professional_only or packaged; null if a part is paid at an unknown amount
--   total_payment_qp DECIMAL(17,3): total_payment for qualifying APM participants
--   total_payment_if_billed_alone DECIMAL(17,3): Total if nothing that packages the code is billed with it (status
--     indicators Q1 to Q4), dollars
--   other_schedule VARCHAR: Schedule that pays codes that the physician, OPPS or ASC schedule leaves to it: laboratory,
--     drug or dmepos
--   other_payment DECIMAL(14,3): Its payment in dollars per unit, included in a hospital's facility_payment; null if it
--     has no national amount
--   other_payment_if_billed_alone DECIMAL(14,3): Its payment for a test that is packaged unless billed alone (Q4),
--     dollars
--   other_unit VARCHAR: Unit of other_payment
--   other_release_id VARCHAR: Release of other_payment
--   payment_status VARCHAR: Overall status of the code at the site
--   reason VARCHAR: Reason for the status
--   payment_status_qp VARCHAR: payment_status for qualifying APM participants
--   reason_qp VARCHAR: Reason for the status
--   apc VARCHAR: Ambulatory payment classification
--   status_indicator VARCHAR: OPPS status indicator
--   payment_indicator VARCHAR: ASC payment indicator
--   facility_payment_73 DECIMAL(12,2): Facility payment if terminated before anesthesia (modifier 73), dollars; null if
--     the device offset is not known
--   facility_payment_74 DECIMAL(15,3): Facility payment if terminated after anesthesia (modifier 74), dollars
--   professional_release_id VARCHAR: Release of the professional part
--   professional_release_label VARCHAR: Display name of that release
--   professional_sha256 VARCHAR: SHA-256 of its file
--   facility_release_id VARCHAR: Release of the facility part
--   facility_release_label VARCHAR: Display name of that release
--   facility_sha256 VARCHAR: SHA-256 of its file
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE VIEW site_of_service AS
SELECT * EXCLUDE (
    facility_is_national, work_rvu, pe_rvu, mp_rvu, opps_pe_rvu, opps_mp_rvu, opps_pe_rvu_qp, opps_mp_rvu_qp,
    conversion_factor, conversion_factor_qp, adjustment
)
FROM _site_payments;
