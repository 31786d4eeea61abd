-- pfs_payment for a list of {mac, locality}; if both are null, the national payment, with all indices 1
--
-- columns:
--   pfs_payment.*

CREATE MACRO pfs_payments(code, modifiers, places, service_date, in_setting, qp := false, known_on := DATE '9999-12-31') AS TABLE
SELECT paid.*
FROM range(_one_unless(CASE WHEN places IS NULL THEN 'no places are given: a list of {mac, locality}' END)),
(SELECT DISTINCT unnest(places) AS place) AS point,
LATERAL (
    FROM pfs_payment(code, modifiers, point.place.mac, point.place.locality, service_date, in_setting, qp := qp, known_on := known_on)
) AS paid
ORDER BY mac, locality;
