-- The comparison of sites in a MAC locality: the physician at its indices, the facility as in the nation.

CREATE MACRO _local_total(total, professional, local_professional) AS
    if(professional IS NULL, total, total - professional + local_professional);
COMMENT ON MACRO _local_total IS 'Total with the local professional part in place of the national one; null where that is not known';

-- What is paid in the nation and not known in the locality; whatever has another status has it everywhere.
CREATE MACRO _if_locality_known(told, payment_status, is_unplaced, instead) AS
    if(is_unplaced AND payment_status IN ('paid', 'professional_only'), instead, told);
COMMENT ON MACRO _if_locality_known IS 'A status or reason, or another where the locality is unknown and the physician would be paid';

CREATE MACRO site_of_service_local_on(service_date, in_mac, in_locality, known_on := DATE '9999-12-31') AS TABLE
WITH placed AS (
    SELECT
        cell.*,
        gpci.locality_name,
        if(in_mac IS NULL, 1, gpci.work_gpci) AS work_gpci,
        if(in_mac IS NULL, 1, gpci.pe_gpci) AS pe_gpci,
        if(in_mac IS NULL, 1, gpci.mp_gpci) AS mp_gpci,
        figures.work_rvu,
        figures.mp_rvu,
        figures.opps_mp,
        figures.opps_mp_qp,
        figures.conversion_factor,
        figures.conversion_factor_qp,
        if(cell.site = 'office', figures.pe_rvu_nonfacility, figures.pe_rvu_facility) AS pe_rvu,
        if(cell.site = 'office', figures.opps_pe_nonfacility, figures.opps_pe_facility) AS opps_pe,
        if(cell.site = 'office', figures.opps_pe_nonfacility_qp, figures.opps_pe_facility_qp) AS opps_pe_qp,
        if(cell.site = 'office', figures.opps_cap_nonfacility, figures.opps_cap_facility) IS NOT NULL AS is_capped,
        coalesce(cell.facility_payment, cell.facility_payment_if_billed_alone) IS NOT NULL AS facility_is_national
    FROM site_of_service_on(service_date, known_on := known_on) AS cell
    LEFT JOIN code_figures_on(service_date, known_on := known_on) AS figures
        ON figures.hcpcs = cell.hcpcs AND figures.modifier IS NOT DISTINCT FROM cell.professional_modifier
    LEFT JOIN pfs_gpci AS gpci
        ON gpci.release_id = cell.professional_release_id AND gpci.mac = in_mac AND gpci.locality = in_locality
),
priced AS (
    SELECT
        *,
        if(professional_status = 'paid', _pfs_local_amount(
            work_rvu, pe_rvu, mp_rvu, opps_pe, opps_mp, is_capped, work_gpci, pe_gpci, mp_gpci, conversion_factor
        ), NULL) AS local_payment,
        if(professional_status_qp = 'paid', _pfs_local_amount(
            work_rvu, pe_rvu, mp_rvu, opps_pe_qp, opps_mp_qp, is_capped, work_gpci, pe_gpci, mp_gpci, conversion_factor_qp
        ), NULL) AS local_payment_qp,
        work_gpci IS NULL AND professional_status = 'paid' AS is_unplaced,
        work_gpci IS NULL AND professional_status_qp = 'paid' AS is_unplaced_qp,
        _no_locality_reason(professional_release_id, in_mac, in_locality) AS no_locality,
        -- CMS publishes the wage indices of hospitals and ASCs elsewhere.
        if(facility_is_national, ' (the facility''s part is the national amount: wage indices are not loaded)', '') AS note
    FROM placed
)
SELECT
    in_mac::VARCHAR AS mac,
    in_locality::VARCHAR AS locality,
    priced.* EXCLUDE (
        work_rvu, pe_rvu, mp_rvu, opps_pe, opps_pe_qp, opps_mp, opps_mp_qp, is_capped, conversion_factor, conversion_factor_qp,
        local_payment, local_payment_qp, is_unplaced, is_unplaced_qp, no_locality, note
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
FROM priced;
COMMENT ON MACRO TABLE site_of_service_local_on IS 'site_of_service_on with the physician paid at a MAC locality''s indices (null MAC: national); facility_is_national says where the facility''s part, which stays national, is in the row; of a locality that the release does not list status no_data and why';

CREATE MACRO site_of_service_of(code, service_date, in_mac := NULL, in_locality := NULL, known_on := DATE '9999-12-31') AS TABLE
WITH missing AS (
    SELECT
        sites.site,
        no_data_reason('pfs-rvu', service_date, known_on := known_on) AS no_physician,
        no_data_reason(sites.series, service_date, known_on := known_on) AS no_facility
    FROM (VALUES ('office', 'pfs-rvu'), ('hospital_outpatient', 'opps'), ('asc', 'asc')) AS sites (site, series)
),
unlisted AS (
    SELECT
        site,
        if(no_physician IS NULL, 'not_listed', 'no_data') AS professional_status,
        coalesce(no_physician, 'The physician fee schedule does not list the code') AS professional_reason,
        CASE
            WHEN site = 'office' THEN 'no_facility_fee'
            WHEN no_facility IS NULL THEN 'not_listed'
            ELSE 'no_data'
        END AS facility_status,
        coalesce(if(site = 'office', NULL, no_facility), _not_listed_reason(site)) AS facility_reason,
        _site_status(site, professional_status, facility_status) AS payment_status,
        _site_reason(site, professional_status, professional_reason, facility_status, facility_reason) AS reason
    FROM missing
)
SELECT
    in_mac::VARCHAR AS mac,
    in_locality::VARCHAR AS locality,
    cell.* EXCLUDE (mac, locality) REPLACE (
        upper(code) AS hcpcs,
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
LEFT JOIN site_of_service_local_on(service_date, in_mac, in_locality, known_on := known_on) AS cell
    ON cell.hcpcs = upper(code) AND cell.site = unlisted.site;
COMMENT ON MACRO TABLE site_of_service_of IS 'Three rows, whatever the code and the date: office, hospital_outpatient and asc, in a MAC locality if one is given; where nothing lists the code or no release is in force, status not_listed or no_data and why';
