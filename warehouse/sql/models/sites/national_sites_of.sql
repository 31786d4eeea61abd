-- Always three rows, office, hospital_outpatient and asc, at national amounts: the answer of site_of_service_of without a
-- place, in a fraction of the time
--
-- DuckDB plans every expression of a macro, whatever the arguments; this one has none for places.
--
-- columns:
--   site_of_service_of.*

CREATE MACRO national_sites_of(code, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    NULL::VARCHAR AS mac,
    NULL::VARCHAR AS locality,
    found.* EXCLUDE (
        work_rvu, pe_rvu, mp_rvu, opps_pe_rvu, opps_mp_rvu, opps_pe_rvu_qp, opps_mp_rvu_qp, conversion_factor, conversion_factor_qp, adjustment
    ) REPLACE (
        found.reason || _national_note(found.facility_is_national) AS reason,
        found.reason_qp || _national_note(found.facility_is_national) AS reason_qp
    ),
    NULL::VARCHAR AS locality_name,
    1::DECIMAL(13, 3) AS work_gpci,
    1::DECIMAL(13, 3) AS pe_gpci,
    1::DECIMAL(13, 3) AS mp_gpci
FROM _site_payments AS found
WHERE found.hcpcs = _bare(upper(code::VARCHAR))
    AND service_date::DATE BETWEEN found.service_from AND found.service_to
    AND known_on::DATE BETWEEN found.known_from AND found.known_to
UNION ALL BY NAME
FROM _unlisted_sites(code, service_date, known_on := known_on);
