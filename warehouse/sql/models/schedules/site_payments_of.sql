-- site_payments_on for one code
--
-- columns:
--   site_payments_on.*

CREATE MACRO site_payments_of(code, service_date, in_state := NULL, in_rural := false, known_on := DATE '9999-12-31') AS TABLE
SELECT paid.*
FROM site_payments_on(service_date, in_state := in_state, in_rural := in_rural, known_on := known_on) AS paid
WHERE paid.hcpcs = _code(code)
ORDER BY paid.site DESC;
