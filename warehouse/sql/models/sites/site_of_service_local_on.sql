-- site_of_service_on with the physician paid at a MAC locality's indices (null MAC: national) and the facility at the
-- wage index of a CBSA or a state's rural area (in_cbsa 13820, 01) or of a hospital that Addendum L lists (in_ccn);
-- without one, or if no index is loaded, facility_is_national is true and the reason explains why
--
-- Compares the sites in a MAC locality: the physician at its indices, the facility at its wage index or nationally.
--
-- columns:
--   mac VARCHAR: Medicare contractor; null: the physician's part is national
--   locality VARCHAR: Locality of the contractor
--   site_of_service.*
--   facility_is_national BOOLEAN: Whether the facility's part is the national amount; null in an office
--   locality_name VARCHAR: Name of the locality, as CMS lists it
--   work_gpci DECIMAL(13,3): Work index finally used
--   pe_gpci DECIMAL(13,3): Practice expense index finally used
--   mp_gpci DECIMAL(13,3): Malpractice index finally used

CREATE MACRO site_of_service_local_on(service_date, in_mac, in_locality, in_cbsa := NULL, in_ccn := NULL, in_us_state := NULL, known_on := DATE '9999-12-31') AS TABLE
SELECT cell.*
FROM _site_of_service_local_on(service_date, in_mac, in_locality, in_cbsa := in_cbsa, in_ccn := in_ccn, in_us_state := in_us_state, known_on := known_on) AS cell
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)));
