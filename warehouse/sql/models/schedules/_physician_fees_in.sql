-- Physician fee schedule in both settings, nationally or in a MAC locality

CREATE MACRO _physician_fees_in(service_date, in_mac := NULL, in_locality := NULL, qp := false, known_on := DATE '9999-12-31') AS TABLE
WITH setting AS (
    SELECT
        fee.hcpcs,
        fee.modifier,
        sides.pfs_setting,
        CASE sides.pfs_setting
            WHEN 'facility' THEN CASE WHEN qp THEN fee.physician_payment_facility_qp ELSE fee.physician_payment_facility END
            ELSE CASE WHEN qp THEN fee.physician_payment_nonfacility_qp ELSE fee.physician_payment_nonfacility END
        END AS national_amount,
        CASE sides.pfs_setting
            WHEN 'facility' THEN CASE WHEN qp THEN fee.payment_status_facility_qp ELSE fee.payment_status_facility END
            ELSE CASE WHEN qp THEN fee.payment_status_nonfacility_qp ELSE fee.payment_status_nonfacility END
        END AS payment_status,
        CASE sides.pfs_setting
            WHEN 'facility' THEN CASE WHEN qp THEN fee.reason_facility_qp ELSE fee.reason_facility END
            ELSE CASE WHEN qp THEN fee.reason_nonfacility_qp ELSE fee.reason_nonfacility END
        END AS reason,
        fee.work_rvu,
        CASE sides.pfs_setting WHEN 'facility' THEN fee.pe_rvu_facility ELSE fee.pe_rvu_nonfacility END AS pe_rvu,
        fee.mp_rvu,
        CASE sides.pfs_setting WHEN 'facility' THEN fee.opps_pe_facility ELSE fee.opps_pe_nonfacility END AS opps_pe,
        fee.opps_mp,
        CASE sides.pfs_setting WHEN 'facility' THEN fee.opps_cap_facility ELSE fee.opps_cap_nonfacility END IS NOT NULL AS is_capped,
        CASE WHEN qp THEN fee.conversion_factor_qp ELSE fee.conversion_factor END AS factor,
        fee.release_id
    FROM code_figures_on(service_date, known_on := known_on) AS fee
    CROSS JOIN (VALUES ('nonfacility'), ('facility')) AS sides (pfs_setting)
)
SELECT
    setting.hcpcs,
    setting.modifier,
    setting.pfs_setting,
    CASE
        WHEN in_mac IS NULL OR setting.national_amount IS NULL THEN setting.national_amount
        ELSE least(
            pfs_amount(setting.work_rvu, setting.pe_rvu, setting.mp_rvu, here.work_gpci, here.pe_gpci, here.mp_gpci, setting.factor),
            CASE WHEN setting.is_capped THEN pfs_amount(
                setting.work_rvu, setting.opps_pe, setting.opps_mp, here.work_gpci, here.pe_gpci, here.mp_gpci, setting.factor
            ) END
        )
    END AS amount,
    CASE WHEN in_mac IS NULL THEN 'national' ELSE 'mac_locality' END AS basis,
    CASE WHEN in_mac IS NOT NULL THEN in_mac || ' ' || in_locality END AS area,
    CASE
        WHEN in_mac IS NOT NULL AND setting.national_amount IS NOT NULL AND here.mac IS NULL THEN 'no_data'
        ELSE setting.payment_status
    END AS payment_status,
    CASE
        WHEN in_mac IS NOT NULL AND setting.national_amount IS NOT NULL AND here.mac IS NULL
            THEN coalesce(lost.reason, setting.release_id || ' has no locality ' || in_mac || ' ' || in_locality)
        ELSE setting.reason
    END AS reason,
    setting.release_id
FROM setting
LEFT JOIN _missing_tables AS lost ON lost.release_id = setting.release_id AND lost.table_name = 'pfs_gpci'
LEFT JOIN pfs_gpci AS here
    ON here.release_id = setting.release_id AND here.mac = in_mac AND here.locality = in_locality;
