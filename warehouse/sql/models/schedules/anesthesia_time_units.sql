-- Time units of whole minutes, null for less than none: fifteenths, rounded to one decimal (95 minutes are 6.3)
--
-- Minutes are whole numbers, so a fifteenth is never halfway between two tenths.

CREATE MACRO anesthesia_time_units(in_minutes) AS
    CASE WHEN in_minutes >= 0 THEN (((in_minutes * 20 + 15) // 30) * 0.1::DECIMAL(2, 1))::DECIMAL(8, 1) END;
