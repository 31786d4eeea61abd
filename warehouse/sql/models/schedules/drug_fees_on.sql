-- Payment limits of Part B drugs on a day: one row per code, dollars per billing unit. The limit includes the add-on of
-- 6% or 8%; listing does not mean coverage
--
-- columns:
--   _drug_fees.*

CREATE MACRO drug_fees_on(service_date, known_on := DATE '9999-12-31') AS TABLE
FROM _drug_fees AS drug WHERE drug.release_id = release_on('asp', service_date, known_on := known_on);
