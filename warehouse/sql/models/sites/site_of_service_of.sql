-- Always three rows: office, hospital_outpatient and asc, in a MAC locality if one is given; if nothing lists the code,
-- no release is in force or an argument is invalid, the status is not_listed, no_data or not_understood, with a reason
--
-- columns:
--   site_of_service_local_on.*

CREATE MACRO site_of_service_of(code, service_date, in_mac := NULL, in_locality := NULL, in_cbsa := NULL, in_ccn := NULL, in_us_state := NULL, known_on := DATE '9999-12-31') AS TABLE
SELECT found.*
FROM _site_of_service_local_on(
    service_date, in_mac, in_locality, in_cbsa := in_cbsa, in_ccn := in_ccn, in_us_state := in_us_state, known_on := known_on
) AS found
WHERE found.hcpcs = _bare(upper(code::VARCHAR))
UNION ALL BY NAME
SELECT
    coalesce(_mac(in_mac), in_mac::VARCHAR) AS mac,
    coalesce(_locality(in_locality), in_locality::VARCHAR) AS locality,
    unlisted.*
FROM _unlisted_sites(code, service_date, known_on := known_on) AS unlisted;
