-- fees_on for one code: every schedule that lists it
--
-- columns:
--   fees_on.*

CREATE MACRO fees_of(
    code, service_date, in_mac := NULL, in_locality := NULL, in_state := NULL, in_rural := false, in_cba := NULL, qp := false,
    known_on := DATE '9999-12-31'
) AS TABLE
SELECT fee.*
FROM fees_on(
    service_date, in_mac := in_mac, in_locality := in_locality, in_state := in_state, in_rural := in_rural, in_cba := in_cba,
    qp := qp, known_on := known_on
) AS fee
WHERE fee.hcpcs = _code(code)
ORDER BY fee.schedule, fee.modifier NULLS FIRST, fee.modifier_2 NULLS FIRST, fee.pfs_setting DESC;
