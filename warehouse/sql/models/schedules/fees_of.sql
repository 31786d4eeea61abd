-- fees_on for one code: every schedule that lists it. One row without a schedule if none does (not_listed, no_data) or an
-- argument is invalid (not_understood)
--
-- columns:
--   fees_on.*

CREATE MACRO fees_of(
    code, service_date, in_mac := NULL, in_locality := NULL, in_us_state := NULL, in_rural := false, in_cba := NULL, qp := false,
    known_on := DATE '9999-12-31'
) AS TABLE
SELECT
    fee.* REPLACE (
        coalesce(fee.hcpcs, asked.hcpcs) AS hcpcs,
        coalesce(fee.payment_status, asked.status) AS payment_status,
        coalesce(fee.reason, asked.reason) AS reason
    )
FROM _unlisted_fee(code, service_date, known_on, _fee_problem(code, service_date, qp, known_on)) AS asked
LEFT JOIN (
    FROM _fees_on(
        service_date, in_mac := in_mac, in_locality := in_locality, in_us_state := in_us_state, in_rural := in_rural, in_cba := in_cba,
        qp := coalesce(qp, false), known_on := known_on
    ) AS listed
    WHERE listed.hcpcs = _code(code) AND qp IS NOT NULL
) AS fee ON true
ORDER BY fee.schedule, fee.modifier NULLS FIRST, fee.modifier_2 NULLS FIRST, fee.pfs_setting DESC;
