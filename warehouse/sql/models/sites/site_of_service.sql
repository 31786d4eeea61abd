-- One row per code, site and rectangle of time: what the physician and the facility are paid, together, with a status and
-- a reason for each; ask it by site_of_service_on, or by its four dates
--
-- key: hcpcs, site, service_from, known_from
-- derived from: pfs-rvu, opps, asc, clfs, asp, dmepos
-- columns:
--   hcpcs VARCHAR: Procedure code
--   site VARCHAR: office, hospital_outpatient or asc
--   professional_modifier VARCHAR: 26 where the professional part is that row: in a facility, and of a code that CMS
--     prints only with 26
--   professional_payment DECIMAL(15,2): National payment of the physician, dollars, also where the facility is not paid
--   professional_payment_qp DECIMAL(15,2): professional_payment for qualifying APM participants
--   professional_status VARCHAR: Status of the professional part, see payment_statuses
--   professional_reason VARCHAR: Why
--   professional_status_qp VARCHAR: Status of professional_payment_qp, see payment_statuses; no_data where the release
--     lacks the QPP file
--   professional_reason_qp VARCHAR: Why
--   facility_payment DECIMAL(15,3): Facility payment in dollars; for drugs, per billing unit
--   facility_payment_if_billed_alone DECIMAL(14,3): What the hospital is paid for a packaged code that is billed alone,
--     dollars
--   facility_rate_printed DECIMAL(15,3): Rate that Addendum B, AA or BB prints beside the code, dollars, whatever the
--     status; no price unless facility_payment or facility_payment_if_billed_alone holds it too
--   facility_copayment DECIMAL(15,3): Beneficiary's share of the facility payment where CMS prints it, dollars
--   facility_status VARCHAR: Status of the facility part, see payment_statuses
--   facility_reason VARCHAR: Why
--   total_payment DECIMAL(17,3): Professional, facility and other payment together, dollars; only where the status is paid,
--     professional_only or packaged; null where a part is paid at an amount not known here
--   total_payment_qp DECIMAL(17,3): total_payment for qualifying APM participants
--   total_payment_if_billed_alone DECIMAL(17,3): Total if nothing that packages the code is billed with it (status
--     indicators Q1 to Q4), dollars
--   other_schedule VARCHAR: Schedule that pays what physician, OPPS or ASC leave to it: laboratory, drug or dmepos
--   other_payment DECIMAL(14,3): What it pays, dollars per unit, also in facility_payment of a hospital; null where it
--     has no national amount
--   other_payment_if_billed_alone DECIMAL(14,3): What it pays for a test that is packaged unless billed alone (Q4),
--     dollars
--   other_unit VARCHAR: What other_payment is for
--   other_release_id VARCHAR: Its release
--   payment_status VARCHAR: The one status of the code at the site
--   reason VARCHAR: Why
--   payment_status_qp VARCHAR: status for qualifying APM participants
--   reason_qp VARCHAR: Why
--   apc VARCHAR: Ambulatory payment classification
--   status_indicator VARCHAR: OPPS status indicator
--   payment_indicator VARCHAR: ASC payment indicator
--   facility_payment_73 DECIMAL(12,2): Facility payment when stopped before anesthesia (modifier 73), dollars; null
--     where the device offset is not known
--   facility_payment_74 DECIMAL(15,3): Facility payment when stopped after anesthesia (modifier 74), dollars
--   professional_release_id VARCHAR: Release of the professional part
--   professional_release_label VARCHAR: Its name for source lines
--   professional_sha256 VARCHAR: SHA-256 of its file
--   facility_release_id VARCHAR: Release of the facility part
--   facility_release_label VARCHAR: Its name for source lines
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
