-- One code at a time under the physician fee schedule, as people read it: both settings and kinds of participants side by side.
-- derived from: pfs-rvu
-- one release at a time

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
    row.opps_pe_nonfacility,
    row.opps_pe_facility,
    row.opps_mp,
    CASE WHEN qpp.hcpcs IS NULL THEN row.opps_pe_nonfacility ELSE qpp.opps_pe_nonfacility END AS opps_pe_nonfacility_qp,
    CASE WHEN qpp.hcpcs IS NULL THEN row.opps_pe_facility ELSE qpp.opps_pe_facility END AS opps_pe_facility_qp,
    coalesce(qpp.opps_mp, row.opps_mp) AS opps_mp_qp,
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
DROP TABLE pfs_rows;

CREATE MACRO code_figures_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT *
FROM physician_fees AS figures
WHERE service_date BETWEEN figures.service_from AND figures.service_to
    AND known_on BETWEEN figures.known_from AND figures.known_to;
COMMENT ON MACRO TABLE code_figures_on IS 'physician_fees on a date of service, as known on a date (left out: all that this snapshot knows)';
