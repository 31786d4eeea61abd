-- Physician fee schedule in both settings, nationally or in a MAC locality

CREATE MACRO _physician_fees_in(service_date, in_mac := NULL, in_locality := NULL, qp := false, known_on := DATE '9999-12-31') AS TABLE
SELECT
    placed.hcpcs,
    placed.modifier,
    placed.pfs_setting,
    placed.amount,
    CASE WHEN placed.is_national THEN 'national' ELSE 'mac_locality' END AS basis,
    CASE WHEN NOT placed.is_national THEN concat_ws(' ', _mac(in_mac), _locality(in_locality)) END AS area,
    CASE
        WHEN placed.payment_status = 'paid' AND placed.amount IS NULL
            THEN CASE WHEN placed.is_gpci_unreadable THEN 'unreadable' ELSE 'no_data' END
        ELSE placed.payment_status
    END AS payment_status,
    CASE
        WHEN placed.payment_status = 'paid' AND placed.amount IS NULL
            THEN coalesce(
                _place_problem(in_mac, in_locality), placed.no_gpci_reason, _no_locality_reason(placed.release_id, in_mac, in_locality)
            )
        ELSE placed.reason
    END AS reason,
    placed.release_id
FROM (
    SELECT
        fee.*,
        coalesce(here.unreadable_reason, lost.reason) AS no_gpci_reason,
        here.unreadable_reason IS NOT NULL AS is_gpci_unreadable,
        in_mac IS NULL AND in_locality IS NULL AS is_national,
        CASE
            WHEN in_mac IS NULL AND in_locality IS NULL THEN fee.physician_payment
            ELSE _local_payment(
                fee.payment_status, fee.work_rvu, fee.pe_rvu, fee.mp_rvu, fee.opps_pe_rvu, fee.opps_mp_rvu,
                here.work_gpci, here.pe_gpci, here.mp_gpci, fee.conversion_factor, fee.adjustment
            )
        END AS amount
    FROM physician_payments AS fee
    LEFT JOIN (
        FROM pfs_final_gpci AS place WHERE place.mac = _mac(in_mac) AND place.locality = _locality(in_locality)
    ) AS here
        ON here.release_id = fee.release_id AND here.service_from = fee.service_from AND here.known_from = fee.known_from
    LEFT JOIN _missing_tables AS lost ON lost.release_id = fee.release_id AND lost.table_name = 'pfs_gpci'
    WHERE fee.qualifying_apm = qp
        AND service_date::DATE BETWEEN fee.service_from AND fee.service_to
        AND known_on::DATE BETWEEN fee.known_from AND fee.known_to
) AS placed;
