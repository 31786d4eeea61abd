-- MAC localities that a ZIP code (5 or 9 digits) can be in; several rows if it is ambiguous, none if the quarter's file
-- is not loaded or lacks it. Text that is not a ZIP code raises an error
--
-- columns:
--   mac VARCHAR: Medicare contractor
--   locality VARCHAR: Locality of the contractor
--   us_state VARCHAR: State, USPS abbreviation
--   plus_four_flag VARCHAR: 1: the last four digits of the ZIP code decide the locality (CMS change requests 5208 and 5970)
--   note VARCHAR: Explains that the last four digits decide and are not known here; null otherwise

CREATE MACRO localities_of_zip(in_zip_code, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT place.*
FROM _localities_of_zip(in_zip_code, service_date, known_on := known_on) AS place
CROSS JOIN range(_one_unless(coalesce(_zip_problem(in_zip_code), _day_problem(service_date, known_on))));
