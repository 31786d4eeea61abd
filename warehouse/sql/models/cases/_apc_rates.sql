-- Rate of each APC on a date of service, and the status indicator of its codes

CREATE MACRO _apc_rates(service_date, known_on := DATE '9999-12-31') AS TABLE
WITH of_codes AS (
    SELECT
        apc,
        mode(indicator) FILTER (indicator IN ('J1', 'S', 'T', 'V')) AS indicator,
        any_value(payment_rate) AS payment_rate,
        any_value(copayment) AS copayment,
        any_value(copayment_kind) AS copayment_kind,
        any_value(release_id) AS release_id
    FROM _opps_rates(service_date, known_on := known_on)
    WHERE apc IS NOT NULL
    GROUP BY apc
),
-- Composite APCs have no code of their own; only Addendum A lists their rates.
of_apcs AS (
    SELECT
        printed.apc,
        printed.status_indicator AS indicator,
        printed.payment_rate,
        coalesce(printed.national_copayment, printed.minimum_copayment) AS copayment,
        CASE WHEN printed.national_copayment IS NULL THEN 'minimum' ELSE 'national' END AS copayment_kind,
        printed.release_id
    FROM opps_addendum_a AS printed
    WHERE printed.release_id = coalesce(
        release_on('opps-addendum-a', service_date, known_on := known_on),
        release_on('opps-final-rule', service_date, known_on := known_on)
    )
)
SELECT
    coalesce(of_apcs.apc, of_codes.apc) AS apc,
    coalesce(of_apcs.indicator, of_codes.indicator) AS indicator,
    coalesce(of_codes.payment_rate, of_apcs.payment_rate) AS payment_rate,
    coalesce(of_codes.copayment, of_apcs.copayment) AS copayment,
    coalesce(of_codes.copayment_kind, of_apcs.copayment_kind) AS copayment_kind,
    coalesce(of_codes.release_id, of_apcs.release_id) AS release_id
FROM of_codes
FULL JOIN of_apcs ON of_apcs.apc = of_codes.apc;
