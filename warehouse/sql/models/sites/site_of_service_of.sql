-- Always three rows: office, hospital_outpatient and asc, in a MAC locality if one is given; if nothing lists the code,
-- no release is in force or an argument is invalid, the status is not_listed, no_data or not_understood, with a reason
--
-- columns:
--   site_of_service_local_on.*

CREATE MACRO site_of_service_of(code, service_date, in_mac := NULL, in_locality := NULL, in_cbsa := NULL, in_ccn := NULL, in_us_state := NULL, known_on := DATE '9999-12-31') AS TABLE
WITH gap AS (
    SELECT
        any_value(_gap_reason(day.reason, day.known_since, known_on)) FILTER (day.series = 'pfs-rvu') AS no_physician,
        any_value(_gap_reason(day.reason, day.known_since, known_on)) FILTER (day.series = 'opps') AS no_hospital,
        any_value(_gap_reason(day.reason, day.known_since, known_on)) FILTER (day.series = 'asc') AS no_asc,
        bool_or(day.series = 'pfs-rvu' AND day.release_id IS NOT NULL) AS has_physician,
        bool_or(day.series = 'opps' AND day.release_id IS NOT NULL) AS has_hospital,
        bool_or(day.series = 'asc' AND day.release_id IS NOT NULL) AS has_asc,
        any_value(no_ee.reason) AS without_ee
    FROM series_calendar AS day
    LEFT JOIN _missing_tables AS no_ee ON no_ee.release_id = day.release_id AND no_ee.table_name = 'asc_addendum_ee'
    WHERE day.series IN ('pfs-rvu', 'opps', 'asc')
        AND service_date BETWEEN day.service_from AND day.service_to
        AND known_on BETWEEN day.known_from AND day.known_to
),
missing AS (
    SELECT
        sites.site,
        gap.without_ee,
        CASE
            WHEN _code(code) IS NULL THEN coalesce('''' || code::VARCHAR || ''' is not a procedure code', 'no code is given')
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
        coalesce(problem, no_facility, _not_listed_reason(site, without_ee)) AS facility_reason,
        -- The values of _site_status and _site_reason if nothing is paid.
        CASE site WHEN 'office' THEN professional_status ELSE facility_status END AS payment_status,
        CASE site WHEN 'office' THEN professional_reason ELSE facility_reason END AS reason
    FROM missing
)
SELECT
    coalesce(_mac(in_mac), in_mac::VARCHAR) AS mac,
    coalesce(_locality(in_locality), in_locality::VARCHAR) AS locality,
    cell.* EXCLUDE (mac, locality) REPLACE (
        coalesce(_code(code), code::VARCHAR) AS hcpcs,
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
LEFT JOIN (
    FROM site_of_service_local_on(
        service_date, in_mac, in_locality, in_cbsa := in_cbsa, in_ccn := in_ccn, in_us_state := in_us_state, known_on := known_on
    ) AS found
    WHERE found.hcpcs = _code(code)
) AS cell
    ON cell.site = unlisted.site;
