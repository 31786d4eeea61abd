-- Always three rows, office, hospital_outpatient and asc, at national amounts: the answer of site_of_service_of without a
-- place, in a seventh of the time
--
-- DuckDB plans every expression of a macro, whatever the arguments; this one has none for places.
--
-- columns:
--   site_of_service_of.*

CREATE MACRO national_sites_of(code, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    cell.* EXCLUDE (
        note, work_rvu, pe_rvu, mp_rvu, opps_pe_rvu, opps_mp_rvu, opps_pe_rvu_qp, opps_mp_rvu_qp, conversion_factor, conversion_factor_qp, adjustment
    ) REPLACE (
        coalesce(unlisted.asked_code, code::VARCHAR) AS hcpcs,
        unlisted.site AS site,
        coalesce(cell.professional_status, unlisted.professional_status) AS professional_status,
        coalesce(cell.professional_reason, unlisted.professional_reason) AS professional_reason,
        coalesce(cell.professional_status_qp, unlisted.professional_status) AS professional_status_qp,
        coalesce(cell.professional_reason_qp, unlisted.professional_reason) AS professional_reason_qp,
        coalesce(cell.facility_status, unlisted.facility_status) AS facility_status,
        coalesce(cell.facility_reason, unlisted.facility_reason) AS facility_reason,
        coalesce(cell.payment_status, unlisted.payment_status) AS payment_status,
        coalesce(cell.reason || cell.note, unlisted.reason) AS reason,
        coalesce(cell.payment_status_qp, unlisted.payment_status) AS payment_status_qp,
        coalesce(cell.reason_qp || cell.note, unlisted.reason) AS reason_qp,
        coalesce(cell.facility_is_national, false) AS facility_is_national
    )
FROM _unlisted_sites(code, service_date, known_on := known_on) AS unlisted
LEFT JOIN (
    SELECT
        NULL::VARCHAR AS mac,
        NULL::VARCHAR AS locality,
        found.*,
        NULL::VARCHAR AS locality_name,
        1::DECIMAL(13, 3) AS work_gpci,
        1::DECIMAL(13, 3) AS pe_gpci,
        1::DECIMAL(13, 3) AS mp_gpci,
        _national_note(found.facility_is_national) AS note
    FROM _site_payments AS found
    WHERE found.hcpcs = _code(code)
        AND service_date::DATE BETWEEN found.service_from AND found.service_to
        AND known_on::DATE BETWEEN found.known_from AND found.known_to
) AS cell
    ON cell.site = unlisted.site;
