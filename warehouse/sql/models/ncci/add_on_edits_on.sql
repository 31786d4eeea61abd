-- Every add-on code with its primary codes (CCCCC: the contractor decides) on a date of service; no rows if the
-- quarter's file is not loaded, see add_on_status
--
-- columns:
--   add_on_code VARCHAR: Code that is paid only with a primary code
--   primary_code VARCHAR: Primary code with which it is paid; CCCCC: the contractor decides
--   add_on_type VARCHAR: Code of the list add_on_type
--   effective_date DATE: First day in force
--   deletion_date DATE: Last day in force; null: no end date
--   release_id VARCHAR: Release in force on the day

CREATE MACRO add_on_edits_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT edit.*
FROM _add_on_edits_on(service_date, known_on := known_on) AS edit
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)));
