-- site_payments_on for one code. One row without a site if no schedule lists the code (not_listed, no_data) or an
-- argument is invalid (not_understood)
--
-- columns:
--   site_payments_on.*

CREATE MACRO site_payments_of(code, service_date, in_us_state := NULL, in_rural := false, known_on := DATE '9999-12-31') AS TABLE
SELECT
    paid.* REPLACE (
        coalesce(paid.hcpcs, asked.hcpcs) AS hcpcs,
        coalesce(paid.payment_status, asked.status) AS payment_status,
        coalesce(paid.reason, asked.reason) AS reason
    )
FROM _unlisted_fee(code, service_date, known_on, coalesce(_fee_problem(code, service_date, false, known_on), _state_problem(in_us_state))) AS asked
LEFT JOIN (
    FROM _site_payments_on(service_date, in_us_state := in_us_state, in_rural := in_rural, known_on := known_on) AS listed
    WHERE listed.hcpcs = _code(code) AND _state_problem(in_us_state) IS NULL
) AS paid ON true
ORDER BY paid.site DESC;
