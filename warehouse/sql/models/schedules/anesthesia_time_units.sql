-- Time units of whole minutes: fifteenths, rounded to one decimal (95 minutes are 6.3)
--
-- Minutes are whole numbers, so a fifteenth is never halfway between two tenths.

CREATE MACRO anesthesia_time_units(in_minutes) AS (((in_minutes * 20 + 15) // 30) * 0.1::DECIMAL(2, 1))::DECIMAL(8, 1);
