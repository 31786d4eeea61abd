-- severity: warn, block above 250 per release
-- holds: the minimum unadjusted copayment is a fifth of the OPPS rate, and no copayment exceeds its rate
-- Drugs with an IRA coinsurance and a few others differ, at most 93 rows of a release (October 2022).
SELECT release_id, hcpcs, status_indicator, payment_rate, national_copayment, minimum_copayment
FROM opps_addendum_b
WHERE payment_rate > 0
    AND (abs(minimum_copayment / payment_rate - 0.2) > 0.01 OR greatest(national_copayment, minimum_copayment) > payment_rate)
