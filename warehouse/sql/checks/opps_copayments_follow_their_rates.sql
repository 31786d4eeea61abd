-- severity: warn, block above 250 per release
-- holds: the minimum unadjusted copayment is 20% of the OPPS rate or zero, and no copayment exceeds its rate
-- Preventive services, vaccines and their administration have no copayment (654 rows); below a dollar, copayments in
-- whole cents can differ by more than 1% (147 rows).
SELECT listed.release_id, listed.hcpcs, listed.status_indicator, listed.payment_rate, listed.national_copayment, listed.minimum_copayment
FROM opps_addendum_b AS listed
JOIN releases AS release USING (release_id)
LEFT JOIN cross_check_exceptions AS known
    ON known.comparison = 'opps_copayments' AND known.service_from = release.service_from AND regexp_full_match(listed.hcpcs, known.codes)
WHERE listed.payment_rate >= 1 AND known.codes IS NULL
    AND (
        listed.minimum_copayment > 0 AND abs(listed.minimum_copayment / listed.payment_rate - 0.2) > 0.01
        OR greatest(listed.national_copayment, listed.minimum_copayment) > listed.payment_rate
    )
