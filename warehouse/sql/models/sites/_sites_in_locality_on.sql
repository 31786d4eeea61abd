-- site_of_service_on with the physician paid at a MAC locality's indices; the facility's part is national

CREATE MACRO _sites_in_locality_on(service_date, in_mac, in_locality, known_on := DATE '9999-12-31') AS TABLE
SELECT
    coalesce(_mac(in_mac), in_mac::VARCHAR) AS mac,
    coalesce(_locality(in_locality), in_locality::VARCHAR) AS locality,
    priced.* EXCLUDE (
        work_rvu, pe_rvu, mp_rvu, opps_pe_rvu, opps_pe_rvu_qp, opps_mp_rvu, opps_mp_rvu_qp, conversion_factor, conversion_factor_qp,
        adjustment, local_payment, local_payment_qp, is_placed, is_unplaced, is_unplaced_qp, total_is_unplaced, total_is_unplaced_qp,
        unplaced_status, no_locality, note
    ) REPLACE (
        priced.local_payment AS professional_payment,
        priced.local_payment_qp AS professional_payment_qp,
        CASE WHEN is_unplaced THEN unplaced_status ELSE professional_status END AS professional_status,
        CASE WHEN is_unplaced THEN no_locality ELSE professional_reason END AS professional_reason,
        CASE WHEN is_unplaced_qp THEN unplaced_status ELSE professional_status_qp END AS professional_status_qp,
        CASE WHEN is_unplaced_qp THEN no_locality ELSE professional_reason_qp END AS professional_reason_qp,
        _local_total(priced.total_payment, priced.professional_payment, priced.local_payment) AS total_payment,
        _local_total(priced.total_payment_qp, priced.professional_payment_qp, priced.local_payment_qp) AS total_payment_qp,
        _local_total(priced.total_payment_if_billed_alone, priced.professional_payment, priced.local_payment) AS total_payment_if_billed_alone,
        CASE WHEN total_is_unplaced THEN unplaced_status ELSE payment_status END AS payment_status,
        CASE WHEN total_is_unplaced THEN no_locality ELSE reason END || note AS reason,
        CASE WHEN total_is_unplaced_qp THEN unplaced_status ELSE payment_status_qp END AS payment_status_qp,
        CASE WHEN total_is_unplaced_qp THEN no_locality ELSE reason_qp END || note AS reason_qp
    )
FROM (
    SELECT
        cell.*,
        -- Only nationally paid codes become unknown in the locality; every other status applies everywhere.
        is_unplaced AND payment_status IN ('paid', 'professional_only') AS total_is_unplaced,
        is_unplaced_qp AND payment_status_qp IN ('paid', 'professional_only') AS total_is_unplaced_qp,
        CASE
            WHEN NOT is_placed THEN professional_payment
            WHEN professional_status = 'paid' THEN _local_dollars(
                work_rvu, pe_rvu, mp_rvu, opps_pe_rvu, opps_mp_rvu, work_gpci, pe_gpci, mp_gpci, conversion_factor, adjustment
            )
        END AS local_payment,
        CASE
            WHEN NOT is_placed THEN professional_payment_qp
            WHEN professional_status_qp = 'paid' THEN _local_dollars(
                work_rvu, pe_rvu, mp_rvu, opps_pe_rvu_qp, opps_mp_rvu_qp, work_gpci, pe_gpci, mp_gpci, conversion_factor_qp, adjustment
            )
        END AS local_payment_qp
    FROM (
        SELECT
            found.*,
            gpci.locality_name,
            CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 ELSE gpci.work_gpci END AS work_gpci,
            CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 ELSE gpci.pe_gpci END AS pe_gpci,
            CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 ELSE gpci.mp_gpci END AS mp_gpci,
            in_mac IS NOT NULL OR in_locality IS NOT NULL AS is_placed,
            (in_mac IS NOT NULL OR in_locality IS NOT NULL) AND gpci.work_gpci IS NULL AND found.professional_status = 'paid' AS is_unplaced,
            (in_mac IS NOT NULL OR in_locality IS NOT NULL) AND gpci.work_gpci IS NULL AND found.professional_status_qp = 'paid' AS is_unplaced_qp,
            CASE WHEN gpci.unreadable_reason IS NULL THEN 'no_data' ELSE 'unreadable' END AS unplaced_status,
            coalesce(
                _place_problem(in_mac, in_locality), gpci.unreadable_reason, lost.reason,
                _no_locality_reason(found.professional_release_id, in_mac, in_locality)
            ) AS no_locality,
            _national_note(found.facility_is_national) AS note
        FROM _site_payments AS found
        LEFT JOIN (
            FROM pfs_final_gpci AS place
            WHERE place.mac = _mac(in_mac)
                AND place.locality = _locality(in_locality)
                AND service_date::DATE BETWEEN place.service_from AND place.service_to
                AND known_on::DATE BETWEEN place.known_from AND place.known_to
        ) AS gpci ON true
        LEFT JOIN _missing_tables AS lost ON lost.release_id = found.professional_release_id AND lost.table_name = 'pfs_gpci'
        WHERE service_date::DATE BETWEEN found.service_from AND found.service_to
            AND known_on::DATE BETWEEN found.known_from AND found.known_to
    ) AS cell
) AS priced;
