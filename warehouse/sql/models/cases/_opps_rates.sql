-- Rates of Addendum B on a date of service
--
-- The CMS tables for case pricing: rates, ranks, composites, offsets, pairs.

CREATE MACRO _opps_rates(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    printed.hcpcs,
    printed.status_indicator AS indicator,
    printed.apc,
    printed.payment_rate,
    -- For a procedure, the adjusted copayment is the minimum one, capped at the inpatient deductible.
    CASE
        WHEN printed.ira_coinsurance_pct < 20 THEN printed.adjusted_copayment
        ELSE coalesce(printed.national_copayment, printed.minimum_copayment)
    END AS copayment,
    CASE
        WHEN printed.ira_coinsurance_pct < 20 THEN 'adjusted'
        WHEN printed.national_copayment IS NOT NULL THEN 'national'
        ELSE 'minimum'
    END AS copayment_kind,
    printed.release_id
FROM opps_addendum_b AS printed
WHERE printed.release_id = release_on('opps', service_date, known_on := known_on);
