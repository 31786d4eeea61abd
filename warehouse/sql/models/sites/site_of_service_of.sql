-- Always three rows: office, hospital_outpatient and asc, in a MAC locality if one is given; if nothing lists the code,
-- no release is in force or an argument is invalid, the status is not_listed, no_data or not_understood, with a reason
--
-- columns:
--   site_of_service_local_on.*

CREATE MACRO site_of_service_of(code, service_date, in_mac := NULL, in_locality := NULL, in_cbsa := NULL, in_ccn := NULL, in_us_state := NULL, known_on := DATE '9999-12-31') AS TABLE
SELECT
    coalesce(_mac(in_mac), in_mac::VARCHAR) AS mac,
    coalesce(_locality(in_locality), in_locality::VARCHAR) AS locality,
    cell.* EXCLUDE (mac, locality) REPLACE (
        coalesce(unlisted.asked_code, code::VARCHAR) AS hcpcs,
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
FROM _unlisted_sites(code, service_date, known_on := known_on) AS unlisted
LEFT JOIN (
    FROM _site_of_service_local_on(
        service_date, in_mac, in_locality, in_cbsa := in_cbsa, in_ccn := in_ccn, in_us_state := in_us_state, known_on := known_on
    ) AS found
    WHERE found.hcpcs = _code(code)
) AS cell
    ON cell.site = unlisted.site;
