-- The comparison of sites in a MAC locality: the physician at its indices, the facility as in the nation.

CREATE MACRO _local_total(total, professional, local_professional) AS
    CASE WHEN professional IS NULL THEN total ELSE total - professional + local_professional END;
COMMENT ON MACRO _local_total IS 'Total with the local professional part in place of the national one; null where that is not known';

-- What is paid in the nation and not known in the locality; whatever has another status has it everywhere.
CREATE MACRO _if_locality_known(told, payment_status, is_unplaced, instead) AS
    CASE WHEN is_unplaced AND payment_status IN ('paid', 'professional_only') THEN instead ELSE told END;
COMMENT ON MACRO _if_locality_known IS 'A status or reason, or another where the locality is unknown and the physician would be paid';

CREATE MACRO _no_locality_reason(release_id, mac, locality) AS
    concat_ws(' ', 'GPCI of', release_id, 'has no locality', mac, locality);
COMMENT ON MACRO _no_locality_reason IS 'Why nothing is paid in a locality that the release does not list';

CREATE MACRO _local_payment(payment_status, work, pe, mp, opps_pe, opps_mp, work_gpci, pe_gpci, mp_gpci, factor, adjustment) AS
    CASE
        WHEN payment_status = 'paid' THEN _cents_to_dollars(least(
            _adjusted(_pfs_cents(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor), adjustment),
            _pfs_cents(work, opps_pe, opps_mp, work_gpci, pe_gpci, mp_gpci, factor)
        ))
    END;
COMMENT ON MACRO _local_payment IS 'What a physician is paid at indices, or the OPPS amount where the technical part is limited to it and that is lower; null unless the status is paid';

CREATE MACRO _sites_in_locality_on(service_date, in_mac, in_locality, known_on := DATE '9999-12-31') AS TABLE
WITH placed AS (
    SELECT
        cell.*,
        gpci.locality_name,
        CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 ELSE gpci.work_gpci END AS work_gpci,
        CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 ELSE gpci.pe_gpci END AS pe_gpci,
        CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 ELSE gpci.mp_gpci END AS mp_gpci,
        in_mac IS NULL AND in_locality IS NULL OR gpci.mac IS NOT NULL AS is_placed,
        coalesce(_place_problem(in_mac, in_locality), _no_locality_reason(cell.professional_release_id, in_mac, in_locality)) AS no_locality,
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
        NOT is_placed AND cell.professional_status = 'paid' AS is_unplaced,
        NOT is_placed AND cell.professional_status_qp = 'paid' AS is_unplaced_qp,
        -- CMS publishes the wage indices of hospitals and ASCs elsewhere; drugs and devices are paid alike everywhere.
        CASE WHEN cell.facility_is_national THEN ' (the facility''s part is the national amount: no area with a wage index is given)' ELSE '' END AS note
    FROM _site_payments AS cell
    LEFT JOIN pfs_final_gpci AS gpci
        ON gpci.release_id = cell.professional_release_id
        AND cell.service_from BETWEEN gpci.service_from AND gpci.service_to
        AND cell.known_from BETWEEN gpci.known_from AND gpci.known_to
        AND gpci.mac = _mac(in_mac)
        AND gpci.locality = _locality(in_locality)
    WHERE service_date BETWEEN cell.service_from AND cell.service_to
        AND known_on BETWEEN cell.known_from AND cell.known_to
)
SELECT
    coalesce(_mac(in_mac), in_mac::VARCHAR) AS mac,
    coalesce(_locality(in_locality), in_locality::VARCHAR) AS locality,
    priced.* EXCLUDE (
        work_rvu, pe_rvu, mp_rvu, opps_pe_rvu, opps_pe_rvu_qp, opps_mp_rvu, opps_mp_rvu_qp, conversion_factor, conversion_factor_qp,
        adjustment, local_payment, local_payment_qp, is_placed, is_unplaced, is_unplaced_qp, no_locality, note
    ) REPLACE (
        priced.local_payment AS professional_payment,
        priced.local_payment_qp AS professional_payment_qp,
        _if_locality_known(priced.professional_status, priced.professional_status, priced.is_unplaced, 'no_data') AS professional_status,
        _if_locality_known(priced.professional_reason, priced.professional_status, priced.is_unplaced, priced.no_locality) AS professional_reason,
        _if_locality_known(priced.professional_status_qp, priced.professional_status_qp, priced.is_unplaced_qp, 'no_data') AS professional_status_qp,
        _if_locality_known(priced.professional_reason_qp, priced.professional_status_qp, priced.is_unplaced_qp, priced.no_locality)
            AS professional_reason_qp,
        _local_total(priced.total_payment, priced.professional_payment, priced.local_payment) AS total_payment,
        _local_total(priced.total_payment_qp, priced.professional_payment_qp, priced.local_payment_qp) AS total_payment_qp,
        _local_total(priced.total_payment_if_billed_alone, priced.professional_payment, priced.local_payment) AS total_payment_if_billed_alone,
        _if_locality_known(priced.payment_status, priced.payment_status, priced.is_unplaced, 'no_data') AS payment_status,
        _if_locality_known(priced.reason, priced.payment_status, priced.is_unplaced, priced.no_locality) || priced.note AS reason,
        _if_locality_known(priced.payment_status_qp, priced.payment_status_qp, priced.is_unplaced_qp, 'no_data') AS payment_status_qp,
        _if_locality_known(priced.reason_qp, priced.payment_status_qp, priced.is_unplaced_qp, priced.no_locality) || priced.note AS reason_qp
    )
FROM placed AS priced;
COMMENT ON MACRO TABLE _sites_in_locality_on IS 'site_of_service_on with the physician paid at a MAC locality''s indices; the facility''s part is national';

CREATE MACRO _local_facility_reason(reason, is_national, is_local, is_alike, wage_index, wage_reason) AS
    CASE
        WHEN is_local THEN regexp_replace(reason, ' \(the facility''s part is the national amount: [^)]*\)', '')
            || ' (the facility''s part is at wage index ' || wage_index || ': ' || wage_reason || ')'
        WHEN is_alike THEN regexp_replace(reason, ' \(the facility''s part is the national amount: [^)]*\)', '')
        WHEN is_national AND wage_reason IS NOT NULL THEN
            regexp_replace(reason, '(the facility''s part is the national amount: )[^)]*', '\1' || wage_reason)
        ELSE reason
    END;
COMMENT ON MACRO _local_facility_reason IS 'A reason with the wage index that the facility''s part is at, or why it is national';

CREATE MACRO site_of_service_local_on(service_date, in_mac, in_locality, in_cbsa := NULL, in_ccn := NULL, in_us_state := NULL, known_on := DATE '9999-12-31') AS TABLE
WITH wage AS (
    FROM wage_index_on(in_cbsa, service_date, in_us_state := in_us_state, in_ccn := in_ccn, known_on := known_on)
),
placed AS (
    SELECT
        cell.*,
        wage.wage_index,
        wage.reason AS wage_reason,
        cell.facility_is_national AND wage.wage_index IS NOT NULL AND labor.labor_share > 0 AS is_local,
        labor.labor_share = 0 AS is_alike,
        _locally_paid(cell.facility_payment, labor.labor_share, wage.wage_index) AS local_facility,
        _locally_paid(cell.facility_payment_if_billed_alone, labor.labor_share, wage.wage_index) AS local_alone,
        try_cast((
            SELECT deductible.amount FROM inpatient_deductibles AS deductible WHERE deductible.year = strftime(service_date, '%Y')
        ) AS DECIMAL(12, 2)) AS deductible
    FROM _sites_in_locality_on(service_date, in_mac, in_locality, known_on := known_on) AS cell
    LEFT JOIN wage ON wage.facility_schedule = CASE cell.site WHEN 'hospital_outpatient' THEN 'opps' WHEN 'asc' THEN 'asc' END
        AND (in_cbsa IS NOT NULL OR in_ccn IS NOT NULL)
    LEFT JOIN (
        SELECT schedule, indicator, try_cast(labor_share AS DECIMAL(4, 2)) AS labor_share FROM case_indicator_rules
    ) AS labor
        ON labor.schedule = wage.facility_schedule AND labor.indicator = coalesce(cell.status_indicator, cell.payment_indicator)
)
SELECT
    placed.* EXCLUDE (wage_index, wage_reason, is_local, is_alike, local_facility, local_alone, deductible) REPLACE (
        CASE WHEN is_local THEN local_facility ELSE facility_payment END AS facility_payment,
        CASE WHEN is_local THEN local_alone ELSE facility_payment_if_billed_alone END AS facility_payment_if_billed_alone,
        CASE
            WHEN is_local AND facility_copayment IS NOT NULL THEN least(
                greatest(
                    round(facility_copayment * coalesce(local_facility, local_alone) / coalesce(facility_payment, facility_payment_if_billed_alone), 2),
                    round(coalesce(local_facility, local_alone) * 0.20, 2)
                ),
                CASE WHEN site = 'hospital_outpatient' THEN deductible END
            )::DECIMAL(14, 3)
            ELSE facility_copayment
        END AS facility_copayment,
        CASE WHEN is_local THEN NULL ELSE facility_payment_73 END AS facility_payment_73,
        CASE WHEN is_local THEN local_facility ELSE facility_payment_74 END AS facility_payment_74,
        CASE WHEN is_local THEN total_payment - facility_payment + local_facility ELSE total_payment END AS total_payment,
        CASE WHEN is_local THEN total_payment_qp - facility_payment + local_facility ELSE total_payment_qp END AS total_payment_qp,
        CASE
            WHEN is_local THEN total_payment_if_billed_alone - facility_payment_if_billed_alone + local_alone
            ELSE total_payment_if_billed_alone
        END AS total_payment_if_billed_alone,
        facility_is_national AND NOT is_local AND is_alike IS DISTINCT FROM true AS facility_is_national,
        _local_facility_reason(reason, facility_is_national, is_local, is_alike, wage_index, wage_reason) AS reason,
        _local_facility_reason(reason_qp, facility_is_national, is_local, is_alike, wage_index, wage_reason) AS reason_qp
    )
FROM placed;
COMMENT ON MACRO TABLE site_of_service_local_on IS 'site_of_service_on with the physician paid at a MAC locality''s indices (null MAC: national) and the facility at the wage index of a CBSA or a state''s rural area (in_cbsa 13820, 01) or of a hospital that Addendum L lists (in_ccn); without one, or where no index is loaded, facility_is_national and the reason says why';

CREATE MACRO site_of_service_of(code, service_date, in_mac := NULL, in_locality := NULL, in_cbsa := NULL, in_ccn := NULL, in_us_state := NULL, known_on := DATE '9999-12-31') AS TABLE
WITH gap AS (
    SELECT
        any_value(_gap_reason(day.reason, day.known_since, known_on)) FILTER (day.series = 'pfs-rvu') AS no_physician,
        any_value(_gap_reason(day.reason, day.known_since, known_on)) FILTER (day.series = 'opps') AS no_hospital,
        any_value(_gap_reason(day.reason, day.known_since, known_on)) FILTER (day.series = 'asc') AS no_asc,
        bool_or(day.series = 'pfs-rvu' AND day.release_id IS NOT NULL) AS has_physician,
        bool_or(day.series = 'opps' AND day.release_id IS NOT NULL) AS has_hospital,
        bool_or(day.series = 'asc' AND day.release_id IS NOT NULL) AS has_asc
    FROM series_calendar AS day
    WHERE day.series IN ('pfs-rvu', 'opps', 'asc')
        AND service_date BETWEEN day.service_from AND day.service_to
        AND known_on BETWEEN day.known_from AND day.known_to
),
missing AS (
    SELECT
        sites.site,
        CASE
            WHEN _code(code) IS NULL THEN coalesce('''' || code || ''' is no procedure code', 'no code is given')
            WHEN service_date IS NULL THEN 'no date of service is given'
        END AS problem,
        CASE WHEN NOT coalesce(gap.has_physician, false) THEN coalesce(gap.no_physician, 'no release of pfs-rvu is loaded') END AS no_physician,
        CASE sites.site
            WHEN 'hospital_outpatient' THEN CASE WHEN NOT coalesce(gap.has_hospital, false) THEN coalesce(gap.no_hospital, 'no release of opps is loaded') END
            WHEN 'asc' THEN CASE WHEN NOT coalesce(gap.has_asc, false) THEN coalesce(gap.no_asc, 'no release of asc is loaded') END
        END AS no_facility
    FROM gap
    CROSS JOIN (VALUES ('office'), ('hospital_outpatient'), ('asc')) AS sites (site)
),
unlisted AS (
    SELECT
        site,
        CASE WHEN problem IS NOT NULL THEN 'not_understood' WHEN no_physician IS NULL THEN 'not_listed' ELSE 'no_data' END AS professional_status,
        coalesce(problem, no_physician, 'The physician fee schedule does not list the code') AS professional_reason,
        CASE
            WHEN problem IS NOT NULL THEN 'not_understood'
            WHEN site = 'office' THEN 'no_facility_fee'
            WHEN no_facility IS NULL THEN 'not_listed'
            ELSE 'no_data'
        END AS facility_status,
        coalesce(problem, no_facility, _not_listed_reason(site)) AS facility_reason,
        _site_status(site, professional_status, facility_status) AS payment_status,
        _site_reason(site, professional_status, professional_reason, facility_status, facility_reason) AS reason
    FROM missing
)
SELECT
    coalesce(_mac(in_mac), in_mac::VARCHAR) AS mac,
    coalesce(_locality(in_locality), in_locality::VARCHAR) AS locality,
    cell.* EXCLUDE (mac, locality) REPLACE (
        coalesce(_code(code), code) AS hcpcs,
        unlisted.site AS site,
        coalesce(cell.professional_status, unlisted.professional_status) AS professional_status,
        coalesce(cell.professional_reason, unlisted.professional_reason) AS professional_reason,
        coalesce(cell.professional_status_qp, unlisted.professional_status) AS professional_status_qp,
        coalesce(cell.professional_reason_qp, unlisted.professional_reason) AS professional_reason_qp,
        coalesce(cell.facility_status, unlisted.facility_status) AS facility_status,
        coalesce(cell.facility_reason, unlisted.facility_reason) AS facility_reason,
        coalesce(cell.payment_status, unlisted.payment_status) AS payment_status,
        coalesce(cell.reason, unlisted.reason) AS reason,
        coalesce(cell.payment_status_qp, unlisted.payment_status) AS payment_status_qp,
        coalesce(cell.reason_qp, unlisted.reason) AS reason_qp,
        coalesce(cell.facility_is_national, false) AS facility_is_national
    )
FROM unlisted
LEFT JOIN site_of_service_local_on(
    service_date, in_mac, in_locality, in_cbsa := in_cbsa, in_ccn := in_ccn, in_us_state := in_us_state, known_on := known_on
) AS cell
    ON cell.hcpcs = _code(code) AND cell.site = unlisted.site;
COMMENT ON MACRO TABLE site_of_service_of IS 'Three rows, whatever the code and the date: office, hospital_outpatient and asc, in a MAC locality if one is given; where nothing lists the code, no release is in force or the question is not understood, status not_listed, no_data or not_understood and why';
