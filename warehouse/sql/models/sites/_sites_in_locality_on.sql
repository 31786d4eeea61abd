-- site_of_service_on with the physician paid at a MAC locality's indices; the facility's part is national

CREATE MACRO _sites_in_locality_on(service_date, in_mac, in_locality, known_on := DATE '9999-12-31') AS TABLE
WITH placed AS (
    SELECT
        cell.*,
        gpci.locality_name,
        CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 ELSE gpci.work_gpci END AS work_gpci,
        CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 ELSE gpci.pe_gpci END AS pe_gpci,
        CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 ELSE gpci.mp_gpci END AS mp_gpci,
        CASE WHEN gpci.unreadable_reason IS NULL THEN 'no_data' ELSE 'unreadable' END AS unplaced_status,
        coalesce(_place_problem(in_mac, in_locality), gpci.unreadable_reason, lost.reason, _no_locality_reason(cell.professional_release_id, in_mac, in_locality)) AS no_locality,
        CASE
            WHEN in_mac IS NULL AND in_locality IS NULL THEN cell.professional_payment
            ELSE _local_payment(
                cell.professional_status, cell.work_rvu, cell.pe_rvu, cell.mp_rvu, cell.opps_pe_rvu, cell.opps_mp_rvu,
                gpci.work_gpci, gpci.pe_gpci, gpci.mp_gpci, cell.conversion_factor, cell.adjustment
            )
        END AS local_payment,
        CASE
            WHEN in_mac IS NULL AND in_locality IS NULL THEN cell.professional_payment_qp
            ELSE _local_payment(
                cell.professional_status_qp, cell.work_rvu, cell.pe_rvu, cell.mp_rvu, cell.opps_pe_rvu_qp, cell.opps_mp_rvu_qp,
                gpci.work_gpci, gpci.pe_gpci, gpci.mp_gpci, cell.conversion_factor_qp, cell.adjustment
            )
        END AS local_payment_qp,
        (in_mac IS NOT NULL OR in_locality IS NOT NULL) AND gpci.work_gpci IS NULL AND cell.professional_status = 'paid' AS is_unplaced,
        (in_mac IS NOT NULL OR in_locality IS NOT NULL) AND gpci.work_gpci IS NULL AND cell.professional_status_qp = 'paid' AS is_unplaced_qp,
        _national_note(cell.facility_is_national) AS note
    FROM _site_payments AS cell
    LEFT JOIN (
        FROM pfs_final_gpci AS place WHERE place.mac = _mac(in_mac) AND place.locality = _locality(in_locality)
    ) AS gpci
        ON gpci.release_id = cell.professional_release_id
        AND cell.service_from BETWEEN gpci.service_from AND gpci.service_to
        AND cell.known_from BETWEEN gpci.known_from AND gpci.known_to
    LEFT JOIN _missing_tables AS lost ON lost.release_id = cell.professional_release_id AND lost.table_name = 'pfs_gpci'
    WHERE service_date::DATE BETWEEN cell.service_from AND cell.service_to
        AND known_on::DATE BETWEEN cell.known_from AND cell.known_to
)
SELECT
    coalesce(_mac(in_mac), in_mac::VARCHAR) AS mac,
    coalesce(_locality(in_locality), in_locality::VARCHAR) AS locality,
    priced.* EXCLUDE (
        work_rvu, pe_rvu, mp_rvu, opps_pe_rvu, opps_pe_rvu_qp, opps_mp_rvu, opps_mp_rvu_qp, conversion_factor, conversion_factor_qp,
        adjustment, local_payment, local_payment_qp, is_unplaced, is_unplaced_qp, unplaced_status, no_locality, note
    ) REPLACE (
        priced.local_payment AS professional_payment,
        priced.local_payment_qp AS professional_payment_qp,
        _if_locality_known(priced.professional_status, priced.professional_status, priced.is_unplaced, priced.unplaced_status) AS professional_status,
        _if_locality_known(priced.professional_reason, priced.professional_status, priced.is_unplaced, priced.no_locality) AS professional_reason,
        _if_locality_known(priced.professional_status_qp, priced.professional_status_qp, priced.is_unplaced_qp, priced.unplaced_status) AS professional_status_qp,
        _if_locality_known(priced.professional_reason_qp, priced.professional_status_qp, priced.is_unplaced_qp, priced.no_locality)
            AS professional_reason_qp,
        _local_total(priced.total_payment, priced.professional_payment, priced.local_payment) AS total_payment,
        _local_total(priced.total_payment_qp, priced.professional_payment_qp, priced.local_payment_qp) AS total_payment_qp,
        _local_total(priced.total_payment_if_billed_alone, priced.professional_payment, priced.local_payment) AS total_payment_if_billed_alone,
        _if_locality_known(priced.payment_status, priced.payment_status, priced.is_unplaced, priced.unplaced_status) AS payment_status,
        _if_locality_known(priced.reason, priced.payment_status, priced.is_unplaced, priced.no_locality) || priced.note AS reason,
        _if_locality_known(priced.payment_status_qp, priced.payment_status_qp, priced.is_unplaced_qp, priced.unplaced_status) AS payment_status_qp,
        _if_locality_known(priced.reason_qp, priced.payment_status_qp, priced.is_unplaced_qp, priced.no_locality) || priced.note AS reason_qp
    )
FROM placed AS priced;
