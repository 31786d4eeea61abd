-- What the price of a case needs of CMS's tables: rates, ranks, composites, offsets, pairs.

CREATE MACRO _opps_rates(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    printed.hcpcs,
    printed.status_indicator AS indicator,
    printed.apc,
    printed.payment_rate,
    -- Beside a procedure the adjusted copayment is the minimum, capped at the inpatient deductible.
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
COMMENT ON MACRO TABLE _opps_rates IS 'Rates of Addendum B on a date of service';

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
-- Composite APCs have no code of their own; only Addendum A has their rates.
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
COMMENT ON MACRO TABLE _apc_rates IS 'Rate of each APC on a date of service, and the status indicator that its codes are paid under';

CREATE MACRO _asc_rates(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    printed.hcpcs, printed.payment_indicator AS indicator, printed.payment_rate, printed.multiple_procedure_discount,
    NULL::DECIMAL(14, 2) AS copayment, true AS is_surgical, false AS is_excluded, printed.release_id
FROM asc_addendum_aa AS printed
WHERE printed.release_id = release_on('asc', service_date, known_on := known_on)
UNION ALL BY NAME
SELECT
    printed.hcpcs, printed.payment_indicator AS indicator, printed.payment_rate, false AS multiple_procedure_discount,
    printed.ira_copayment AS copayment, false AS is_surgical, false AS is_excluded, printed.release_id
FROM asc_addendum_bb AS printed
WHERE printed.release_id = release_on('asc', service_date, known_on := known_on)
UNION ALL BY NAME
SELECT
    printed.hcpcs, NULL AS indicator, NULL AS payment_rate, false AS multiple_procedure_discount,
    NULL AS copayment, false AS is_surgical, true AS is_excluded, printed.release_id
FROM asc_addendum_ee AS printed
WHERE printed.release_id = release_on('asc', service_date, known_on := known_on);
COMMENT ON MACRO TABLE _asc_rates IS 'Rates of Addenda AA and BB on a date of service, and what EE excludes';

CREATE MACRO _asc_pairs(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT DISTINCT pair.device_hcpcs, pair.procedure_hcpcs, pair.procedure_modifier, pair.multiplier
FROM asc_code_pair AS pair
WHERE pair.release_id = release_on('asc-code-pairs', service_date, known_on := known_on)
    AND service_date BETWEEN pair.effective_date AND coalesce(pair.end_date, DATE '9999-12-31');
COMMENT ON MACRO TABLE _asc_pairs IS 'Pass-through devices and procedures whose rate they lower on a date of service';
