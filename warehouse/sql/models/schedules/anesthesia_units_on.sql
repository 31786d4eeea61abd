-- Base units per anesthesia code from the newest file that took effect on or before a day; units_of_year is the year
-- for which CMS listed them; null units with a reason if the row could not be read
--
-- columns:
--   hcpcs VARCHAR: Anesthesia code (00100 to 01999)
--   base_units INTEGER: Base units, to which time is added; null if the row could not be read
--   units_of_year INTEGER: Year for which CMS listed the units
--   unreadable_reason VARCHAR: Member, line and error if the row could not be read; null otherwise
--   release_id VARCHAR: Release of the units

CREATE MACRO anesthesia_units_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT units.*
FROM _anesthesia_units_on(service_date, known_on := known_on) AS units
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)));
