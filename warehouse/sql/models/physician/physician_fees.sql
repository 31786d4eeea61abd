-- One row per release, code and modifier of the physician fee schedule: RVUs, national payment in both settings, a
-- status and a reason for each, indicators; query it through code_figures_on, or by its four dates
--
-- Each row shows both settings and both kinds of participants side by side.
--
-- key: hcpcs, modifier, service_from, known_from
-- derived from: pfs-rvu
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: Procedure code
--   modifier VARCHAR: Modifier of the row; null for the code itself
--   is_base_row BOOLEAN: Whether the row represents the code: the row without a modifier, or the one with 26 if CMS
--     lists no other
--   description VARCHAR: HCPCS Level II descriptor; null for CPT and dental codes, whose descriptors are not CMS's
--   status_code VARCHAR: PFS status code
--   status_meaning VARCHAR: What the status code means
--   work_rvu DECIMAL(9,2): Physician work RVU
--   pe_rvu_nonfacility DECIMAL(9,2): Practice expense RVU outside a facility
--   na_nonfacility BOOLEAN: Whether CMS marks the non-facility setting NA
--   pe_rvu_facility DECIMAL(9,2): Practice expense RVU in a facility
--   na_facility BOOLEAN: Whether CMS marks the facility setting NA
--   mp_rvu DECIMAL(9,2): Malpractice RVU
--   total_rvu_nonfacility DECIMAL(9,2): Total RVUs outside a facility, as listed even if NA
--   total_rvu_facility DECIMAL(9,2): Total RVUs in a facility, as listed even if NA
--   conversion_factor DECIMAL(9,4): Dollars per RVU, not for qualifying APM participants
--   conversion_factor_qp DECIMAL(9,4): Dollars per RVU for qualifying APM participants; the same until 2025; null if
--     the release lacks their file
--   adjustment DECIMAL(3,2): Factor on the payment by law (calculation flags): 1.05, 0.98 or 1
--   physician_payment_nonfacility DECIMAL(15,2): National payment outside a facility, dollars; null unless the status
--     is paid
--   physician_payment_facility DECIMAL(15,2): National payment of the physician in a facility, dollars; null unless the
--     status is paid
--   physician_payment_nonfacility_qp DECIMAL(15,2): physician_payment_nonfacility for qualifying APM participants
--   physician_payment_facility_qp DECIMAL(15,2): physician_payment_facility for qualifying APM participants
--   opps_cap_nonfacility DECIMAL(15,2): OPPS amount that limits the payment outside a facility, dollars; null if none
--     does
--   opps_cap_facility DECIMAL(15,2): OPPS amount that limits the payment in a facility, dollars; null if none does
--   payment_status_nonfacility VARCHAR: Status of physician_payment_nonfacility, see payment_statuses
--   reason_nonfacility VARCHAR: Reason for the status
--   payment_status_facility VARCHAR: Status of physician_payment_facility, see payment_statuses
--   reason_facility VARCHAR: Reason for the status
--   payment_status_nonfacility_qp VARCHAR: Status of physician_payment_nonfacility_qp, see payment_statuses; no_data if
--     the release lacks the QPP file
--   reason_nonfacility_qp VARCHAR: Reason for the status
--   payment_status_facility_qp VARCHAR: Status of physician_payment_facility_qp, see payment_statuses; no_data if the
--     release lacks the QPP file
--   reason_facility_qp VARCHAR: Reason for the status
--   global_days VARCHAR: Global period: 000, 010, 090, MMM, XXX, YYY, ZZZ
--   preoperative_share DECIMAL(5,2): Share of the pre-operative part
--   intraoperative_share DECIMAL(5,2): Share of the intra-operative part
--   postoperative_share DECIMAL(5,2): Share of the post-operative part
--   pctc_indicator VARCHAR: Professional and technical components, see indicators
--   multiple_procedure VARCHAR: Multiple procedure indicator, see indicators
--   bilateral_surgery VARCHAR: Bilateral surgery indicator, see indicators
--   assistant_surgery VARCHAR: Assistant at surgery indicator, see indicators
--   co_surgeons VARCHAR: Co-surgeons indicator, see indicators
--   team_surgery VARCHAR: Team surgery indicator, see indicators
--   endoscopic_base VARCHAR: Base code of the endoscopic family
--   physician_supervision VARCHAR: Supervision of diagnostic tests, see indicators
--   calculation_flag VARCHAR: Calculation flag
--   imaging_family VARCHAR: Imaging family
--   not_used_for_medicare BOOLEAN: Whether the RVUs are for information only
--   opps_pe_rvu_nonfacility DECIMAL(9,2): Practice expense RVU of the OPPS amount, non-facility
--   opps_pe_rvu_facility DECIMAL(9,2): Practice expense RVU of the OPPS amount, facility
--   opps_mp_rvu DECIMAL(9,2): Malpractice RVU of the OPPS amount
--   opps_pe_rvu_nonfacility_qp DECIMAL(9,2): opps_pe_rvu_nonfacility for qualifying APM participants
--   opps_pe_rvu_facility_qp DECIMAL(9,2): opps_pe_rvu_facility for qualifying APM participants
--   opps_mp_rvu_qp DECIMAL(9,2): opps_mp_rvu for qualifying APM participants
--   release_id VARCHAR: Release of the values
--   modifier_profile VARCHAR: Indicators that decide which modifiers apply to the code; key of modifier_profiles
--   release_label VARCHAR: Display name of that release
--   sha256 VARCHAR: SHA-256 of its file
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE physician_fees AS
WITH paid AS (
    SELECT
        hcpcs,
        modifier,
        service_from,
        known_from,
        any_value(conversion_factor) FILTER (pfs_setting = 'nonfacility' AND NOT qualifying_apm) AS conversion_factor,
        any_value(conversion_factor) FILTER (pfs_setting = 'nonfacility' AND qualifying_apm) AS conversion_factor_qp,
        any_value(adjustment) AS adjustment,
        any_value(physician_payment) FILTER (pfs_setting = 'nonfacility' AND NOT qualifying_apm) AS physician_payment_nonfacility,
        any_value(payment_status) FILTER (pfs_setting = 'nonfacility' AND NOT qualifying_apm) AS payment_status_nonfacility,
        any_value(reason) FILTER (pfs_setting = 'nonfacility' AND NOT qualifying_apm) AS reason_nonfacility,
        any_value(physician_payment) FILTER (pfs_setting = 'nonfacility' AND qualifying_apm) AS physician_payment_nonfacility_qp,
        any_value(payment_status) FILTER (pfs_setting = 'nonfacility' AND qualifying_apm) AS payment_status_nonfacility_qp,
        any_value(reason) FILTER (pfs_setting = 'nonfacility' AND qualifying_apm) AS reason_nonfacility_qp,
        any_value(opps_cap_amount) FILTER (pfs_setting = 'nonfacility' AND NOT qualifying_apm) AS opps_cap_nonfacility,
        any_value(physician_payment) FILTER (pfs_setting = 'facility' AND NOT qualifying_apm) AS physician_payment_facility,
        any_value(payment_status) FILTER (pfs_setting = 'facility' AND NOT qualifying_apm) AS payment_status_facility,
        any_value(reason) FILTER (pfs_setting = 'facility' AND NOT qualifying_apm) AS reason_facility,
        any_value(physician_payment) FILTER (pfs_setting = 'facility' AND qualifying_apm) AS physician_payment_facility_qp,
        any_value(payment_status) FILTER (pfs_setting = 'facility' AND qualifying_apm) AS payment_status_facility_qp,
        any_value(reason) FILTER (pfs_setting = 'facility' AND qualifying_apm) AS reason_facility_qp,
        any_value(opps_cap_amount) FILTER (pfs_setting = 'facility' AND NOT qualifying_apm) AS opps_cap_facility,
        any_value(release_id) AS release_id,
        any_value(service_to) AS service_to,
        any_value(known_to) AS known_to
    FROM physician_payments
    GROUP BY hcpcs, modifier, service_from, known_from
)
SELECT
    row.hcpcs,
    row.modifier,
    row.is_base_row,
    row.description,
    row.status_code,
    row.status_meaning,
    row.work_rvu,
    row.pe_rvu_nonfacility,
    row.na_nonfacility,
    row.pe_rvu_facility,
    row.na_facility,
    row.mp_rvu,
    row.total_rvu_nonfacility,
    row.total_rvu_facility,
    paid.conversion_factor,
    paid.conversion_factor_qp,
    paid.adjustment,
    paid.physician_payment_nonfacility,
    paid.physician_payment_facility,
    paid.physician_payment_nonfacility_qp,
    paid.physician_payment_facility_qp,
    paid.opps_cap_nonfacility,
    paid.opps_cap_facility,
    paid.payment_status_nonfacility,
    paid.reason_nonfacility,
    paid.payment_status_facility,
    paid.reason_facility,
    paid.payment_status_nonfacility_qp,
    paid.reason_nonfacility_qp,
    paid.payment_status_facility_qp,
    paid.reason_facility_qp,
    row.global_days,
    row.preoperative_share,
    row.intraoperative_share,
    row.postoperative_share,
    row.pctc_indicator,
    row.multiple_procedure,
    row.bilateral_surgery,
    row.assistant_surgery,
    row.co_surgeons,
    row.team_surgery,
    row.endoscopic_base,
    row.physician_supervision,
    row.calculation_flag,
    row.imaging_family,
    row.not_used_for_medicare,
    row.opps_pe_rvu_nonfacility,
    row.opps_pe_rvu_facility,
    row.opps_mp_rvu,
    CASE WHEN qpp.hcpcs IS NULL THEN row.opps_pe_rvu_nonfacility ELSE qpp.opps_pe_rvu_nonfacility END AS opps_pe_rvu_nonfacility_qp,
    CASE WHEN qpp.hcpcs IS NULL THEN row.opps_pe_rvu_facility ELSE qpp.opps_pe_rvu_facility END AS opps_pe_rvu_facility_qp,
    coalesce(qpp.opps_mp_rvu, row.opps_mp_rvu) AS opps_mp_rvu_qp,
    row.release_id,
    row.modifier_profile,
    release.label AS release_label,
    release.sha256,
    paid.service_from,
    paid.service_to,
    paid.known_from,
    paid.known_to
FROM pfs_rows AS row
JOIN paid ON paid.release_id = row.release_id AND paid.hcpcs = row.hcpcs AND paid.modifier IS NOT DISTINCT FROM row.modifier
JOIN releases AS release ON release.release_id = row.release_id
LEFT JOIN pfs_rvu AS qpp
    ON qpp.release_id = row.release_id
    AND qpp.hcpcs = row.hcpcs
    AND qpp.modifier IS NOT DISTINCT FROM row.modifier
    AND qpp.qualifying_apm
ORDER BY row.hcpcs, paid.service_from, paid.known_from, row.modifier NULLS FIRST;
