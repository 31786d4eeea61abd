-- What the physician is paid at most for a code, by the latest fee schedule that pays it: what an edit is worth
--
-- The code is not named hcpcs: whoever reads one range of codes asks for partners of all.
--
-- key: partner
-- derived from: pfs-rvu
-- columns:
--   partner VARCHAR: Procedure code
--   payment DECIMAL(15,2): The higher of its national payments in a facility and elsewhere, dollars

CREATE TEMP TABLE latest_payments AS
SELECT
    hcpcs AS partner,
    max_by(greatest(physician_payment_facility, physician_payment_nonfacility), (service_from, known_from)) AS payment
FROM physician_fees
WHERE is_base_row
GROUP BY hcpcs;
