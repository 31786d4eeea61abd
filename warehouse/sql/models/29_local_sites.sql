-- The comparison of sites in a MAC locality: the physician at its indices, the facility as in the nation.

CREATE MACRO local_total(total, professional, local_professional) AS
    if(professional IS NULL, total, total - professional + local_professional);
COMMENT ON MACRO local_total IS 'Total with the local professional part in place of the national one; null where that is not known';

-- What is paid in the nation and not known in the locality; whatever has another state has it everywhere.
CREATE MACRO unless_unplaced(told, state, is_unplaced, instead) AS
    if(is_unplaced AND state IN ('paid', 'professional_only'), instead, told);
COMMENT ON MACRO unless_unplaced IS 'A state or reason, or another where the locality is unknown and the physician would be paid';

CREATE MACRO site_of_service_local_on(service_date, in_mac, in_locality, known_on := DATE '9999-12-31') AS TABLE
WITH placed AS (
    SELECT
        site.*,
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
        if(site.setting = 'office', figures.pe_rvu_nonfacility, figures.pe_rvu_facility) AS pe_rvu,
        if(site.setting = 'office', figures.opps_pe_nonfacility, figures.opps_pe_facility) AS opps_pe,
        if(site.setting = 'office', figures.opps_pe_nonfacility_qp, figures.opps_pe_facility_qp) AS opps_pe_qp,
        if(site.setting = 'office', figures.opps_cap_nonfacility, figures.opps_cap_facility) IS NOT NULL AS is_capped,
        coalesce(site.facility_payment, site.facility_payment_alone) IS NOT NULL AS facility_is_national
    FROM site_of_service_on(service_date, known_on := known_on) AS site
    LEFT JOIN code_figures_on(service_date, known_on := known_on) AS figures
        ON figures.hcpcs = site.hcpcs AND figures.modifier IS NOT DISTINCT FROM site.professional_modifier
    LEFT JOIN pfs_gpci AS gpci
        ON gpci.release_id = site.professional_release_id AND gpci.mac = in_mac AND gpci.locality = in_locality
),
priced AS (
    SELECT
        *,
        if(professional_state = 'paid', pfs_local_amount(
            work_rvu, pe_rvu, mp_rvu, opps_pe, opps_mp, is_capped, work_gpci, pe_gpci, mp_gpci, conversion_factor
        ), NULL) AS local_payment,
        if(professional_state_qp = 'paid', pfs_local_amount(
            work_rvu, pe_rvu, mp_rvu, opps_pe_qp, opps_mp_qp, is_capped, work_gpci, pe_gpci, mp_gpci, conversion_factor_qp
        ), NULL) AS local_payment_qp,
        work_gpci IS NULL AND professional_state = 'paid' AS is_unplaced,
        work_gpci IS NULL AND professional_state_qp = 'paid' AS is_unplaced_qp,
        no_locality_reason(professional_release_id, in_mac, in_locality) AS no_locality,
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
        unless_unplaced(priced.professional_state, priced.professional_state, priced.is_unplaced, 'no_data') AS professional_state,
        unless_unplaced(priced.professional_reason, priced.professional_state, priced.is_unplaced, priced.no_locality) AS professional_reason,
        unless_unplaced(priced.professional_state_qp, priced.professional_state_qp, priced.is_unplaced_qp, 'no_data') AS professional_state_qp,
        unless_unplaced(priced.professional_reason_qp, priced.professional_state_qp, priced.is_unplaced_qp, priced.no_locality)
            AS professional_reason_qp,
        local_total(priced.total_payment, priced.professional_payment, priced.local_payment) AS total_payment,
        local_total(priced.total_payment_qp, priced.professional_payment_qp, priced.local_payment_qp) AS total_payment_qp,
        local_total(priced.total_payment_alone, priced.professional_payment, priced.local_payment) AS total_payment_alone,
        unless_unplaced(priced.state, priced.state, priced.is_unplaced, 'no_data') AS state,
        unless_unplaced(priced.reason, priced.state, priced.is_unplaced, priced.no_locality) || priced.note AS reason,
        unless_unplaced(priced.state_qp, priced.state_qp, priced.is_unplaced_qp, 'no_data') AS state_qp,
        unless_unplaced(priced.reason_qp, priced.state_qp, priced.is_unplaced_qp, priced.no_locality) || priced.note AS reason_qp
    )
FROM priced;
COMMENT ON MACRO TABLE site_of_service_local_on IS 'site_of_service_on with the physician paid at a MAC locality''s indices (null MAC: national); facility_is_national says where the facility''s part, which stays national, is in the row; of a locality that the release does not list state no_data and why';

CREATE MACRO site_of_service_of(code, service_date, in_mac := NULL, in_locality := NULL, known_on := DATE '9999-12-31') AS TABLE
WITH missing AS (
    SELECT
        settings.setting,
        no_data_reason('pfs-rvu', service_date, known_on := known_on) AS no_physician,
        no_data_reason(settings.series, service_date, known_on := known_on) AS no_facility
    FROM (VALUES ('office', 'pfs-rvu'), ('hospital_outpatient', 'opps'), ('asc', 'asc')) AS settings (setting, series)
),
unlisted AS (
    SELECT
        setting,
        if(no_physician IS NULL, 'not_listed', 'no_data') AS professional_state,
        coalesce(no_physician, 'The physician fee schedule does not list the code') AS professional_reason,
        CASE
            WHEN setting = 'office' THEN 'no_facility_fee'
            WHEN no_facility IS NULL THEN 'not_listed'
            ELSE 'no_data'
        END AS facility_state,
        coalesce(if(setting = 'office', NULL, no_facility), not_listed_reason(setting)) AS facility_reason,
        site_state(setting, professional_state, facility_state) AS state,
        site_reason(setting, professional_state, professional_reason, facility_state, facility_reason) AS reason
    FROM missing
)
SELECT
    in_mac::VARCHAR AS mac,
    in_locality::VARCHAR AS locality,
    site.* EXCLUDE (mac, locality) REPLACE (
        upper(code) AS hcpcs,
        unlisted.setting AS setting,
        coalesce(site.professional_state, unlisted.professional_state) AS professional_state,
        coalesce(site.professional_reason, unlisted.professional_reason) AS professional_reason,
        coalesce(site.professional_state_qp, unlisted.professional_state) AS professional_state_qp,
        coalesce(site.professional_reason_qp, unlisted.professional_reason) AS professional_reason_qp,
        coalesce(site.facility_state, unlisted.facility_state) AS facility_state,
        coalesce(site.facility_reason, unlisted.facility_reason) AS facility_reason,
        coalesce(site.state, unlisted.state) AS state,
        coalesce(site.reason, unlisted.reason) AS reason,
        coalesce(site.state_qp, unlisted.state) AS state_qp,
        coalesce(site.reason_qp, unlisted.reason) AS reason_qp,
        coalesce(site.facility_is_national, false) AS facility_is_national
    )
FROM unlisted
LEFT JOIN site_of_service_local_on(service_date, in_mac, in_locality, known_on := known_on) AS site
    ON site.hcpcs = upper(code) AND site.setting = unlisted.setting;
COMMENT ON MACRO TABLE site_of_service_of IS 'Three rows, whatever the code and the date: office, hospital_outpatient and asc, in a MAC locality if one is given; where nothing lists the code or no release is in force, state not_listed or no_data and why';
