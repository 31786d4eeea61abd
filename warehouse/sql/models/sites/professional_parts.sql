-- One row per code and setting of the physician fee schedule: the payable row, for both kinds of participants
--
-- An office is paid by the row without a modifier; in a facility, by the row with 26 if the code has components.
--
-- key: release_id, pfs_from, pfs_known_from, hcpcs, pfs_setting
-- derived from: pfs-rvu
-- rebuilt: per span
-- parts: by code
-- columns:
--   release_id VARCHAR: Release of the physician fee schedule
--   pfs_from DATE: First date of service of the release's period in pfs_spans
--   pfs_known_from DATE: First day on which that period was known
--   hcpcs VARCHAR: Procedure code
--   pfs_setting VARCHAR: facility or nonfacility
--   modifier VARCHAR: Modifier of the payable row: 26 in a facility if the code has components
--   status_code VARCHAR: PFS status code
--   pctc_indicator VARCHAR: PC/TC indicator
--   work_rvu DECIMAL(9,2): Physician work RVU
--   pe_rvu DECIMAL(9,2): Practice expense RVU in the setting
--   mp_rvu DECIMAL(9,2): Malpractice RVU
--   opps_pe_rvu DECIMAL(9,2): Practice expense RVU of the OPPS amount; null if no OPPS amount limits the payment
--   opps_mp_rvu DECIMAL(9,2): Malpractice RVU of the OPPS amount; null if no OPPS amount limits the payment
--   opps_pe_rvu_qp DECIMAL(9,2): opps_pe_rvu for qualifying APM participants
--   opps_mp_rvu_qp DECIMAL(9,2): opps_mp_rvu for qualifying APM participants
--   conversion_factor DECIMAL(9,4): Conversion factor finally paid, dollars per RVU; null for qualifying participants
--     if the release lacks their file
--   conversion_factor_qp DECIMAL(9,4): Dollars per RVU for qualifying APM participants
--   adjustment DECIMAL(3,2): Factor on the payment by law (calculation flags): 1.05, 0.98 or 1
--   payment DECIMAL(15,2): National payment of the physician, dollars; null unless the status is paid
--   payment_qp DECIMAL(15,2): payment for qualifying APM participants
--   payment_status VARCHAR: Status of the payment, see payment_statuses
--   reason VARCHAR: Reason for the status
--   payment_status_qp VARCHAR: payment_status for qualifying APM participants
--   reason_qp VARCHAR: reason for qualifying APM participants

CREATE TEMP TABLE professional_parts AS
SELECT DISTINCT ON (fee.release_id, fee.service_from, fee.known_from, fee.hcpcs, fee.pfs_setting)
    fee.release_id,
    fee.service_from AS pfs_from,
    fee.known_from AS pfs_known_from,
    fee.hcpcs,
    fee.pfs_setting,
    fee.modifier,
    listed.status_code,
    listed.pctc_indicator,
    fee.work_rvu,
    fee.pe_rvu,
    fee.mp_rvu,
    fee.opps_pe_rvu,
    fee.opps_mp_rvu,
    qp.opps_pe_rvu AS opps_pe_rvu_qp,
    qp.opps_mp_rvu AS opps_mp_rvu_qp,
    fee.conversion_factor,
    qp.conversion_factor AS conversion_factor_qp,
    fee.adjustment,
    fee.physician_payment AS payment,
    qp.physician_payment AS payment_qp,
    fee.payment_status,
    fee.reason,
    qp.payment_status AS payment_status_qp,
    qp.reason AS reason_qp
FROM physician_payments AS fee
JOIN physician_payments AS qp
    ON qp.hcpcs = fee.hcpcs
    AND qp.service_from = fee.service_from
    AND qp.known_from = fee.known_from
    AND qp.pfs_setting = fee.pfs_setting
    AND qp.modifier IS NOT DISTINCT FROM fee.modifier
    AND qp.qualifying_apm
LEFT JOIN pfs_rvu AS listed
    ON listed.release_id = fee.release_id
    AND listed.hcpcs = fee.hcpcs
    AND listed.modifier IS NOT DISTINCT FROM fee.modifier
    AND NOT listed.qualifying_apm
WHERE NOT fee.qualifying_apm AND (fee.modifier IS NULL OR fee.modifier = '26')
ORDER BY (fee.modifier IS NULL) = (fee.pfs_setting = 'nonfacility') DESC;
