-- What the hospital outpatient department and the ambulatory surgical center are paid, with a status for every code.
-- derived from: opps, asc
-- one release at a time

CREATE MACRO _in_dollars(amount) AS regexp_replace(amount::VARCHAR, '(\.\d\d)0$', '\1');
COMMENT ON MACRO _in_dollars IS 'An amount of three decimals as one writes it: 88.91, and 37.025 only where the third says something';

CREATE MACRO _facility_reason(code_list, code, meaning, rate) AS
    CASE
        WHEN code IS NULL THEN 'CMS printed no indicator'
        WHEN meaning IS NULL THEN code_list || ' ' || code || ': not in CMS''s list of indicators'
        ELSE code_list || ' ' || code || ': ' || meaning || coalesce(' $' || _in_dollars(rate) || ' if billed alone.', '')
    END;
COMMENT ON MACRO _facility_reason IS 'An indicator and what CMS says it means';

CREATE TEMP TABLE hospital_figures AS
SELECT
    opps.hcpcs,
    opps.description,
    opps.status_indicator,
    opps.apc,
    opps.relative_weight,
    opps.payment_rate,
    if(priced.payment_status = 'paid', opps.payment_rate, NULL) AS facility_payment,
    if(priced.payment_status = 'packaged', opps.payment_rate, NULL) AS facility_payment_if_billed_alone,
    -- CMS prints a copayment beside some that it does not pay (50600 in 2025, C9088 in an ASC): nobody owes it.
    -- Until 2023, and for C9734 in January 2025, CMS printed the copayment before its limit to the inpatient deductible
    -- (section 1833(t)(8)(C)(i) of the Social Security Act).
    CASE
        WHEN priced.payment_status IN ('paid', 'packaged') THEN
            CASE
                WHEN coalesce(opps.adjusted_copayment, opps.national_copayment, opps.minimum_copayment) > deductible.amount::DECIMAL(14, 3)
                    THEN deductible.amount::DECIMAL(14, 3)
                ELSE coalesce(opps.adjusted_copayment, opps.national_copayment, opps.minimum_copayment)
            END
    END AS copayment,
    opps.ira_coinsurance_pct,
    coalesce(exception.payment_status, if(opps.payment_rate IS NULL, priced.status_without_amount, priced.payment_status), 'no_data') AS payment_status,
    if(opps.payment_rate IS NULL AND priced.total_effect = 'amount', 'unknown', coalesce(priced.total_effect, 'unknown')) AS total_effect,
    priced.has_professional_part IS NOT DISTINCT FROM 'no' AS is_without_professional_part,
    priced.is_wage_adjusted IS NOT DISTINCT FROM 'yes' AS is_wage_adjusted,
    _facility_reason(
        'Status indicator',
        opps.status_indicator,
        coalesce(exception.meaning, meant.meaning),
        if(priced.payment_status = 'packaged', opps.payment_rate, NULL)
    ) AS reason,
    opps.release_id
FROM opps_addendum_b AS opps
LEFT JOIN indicator_payment_statuses AS priced
    ON priced.code_list = 'opps_status_indicator' AND priced.code = opps.status_indicator
LEFT JOIN indicator_exceptions AS exception
    ON exception.code_list = 'opps_status_indicator'
    AND exception.code = opps.status_indicator
    AND exception.hcpcs = opps.hcpcs
LEFT JOIN indicators AS meant ON meant.code_list = 'opps_status_indicator' AND meant.code = opps.status_indicator
JOIN releases AS release ON release.release_id = opps.release_id AND release.series = 'opps'
LEFT JOIN inpatient_deductibles AS deductible ON deductible.year::INTEGER = year(release.service_from);

CREATE TEMP TABLE asc_figures AS
WITH listed AS (
    SELECT release_id, hcpcs, description, 'AA' AS addendum, payment_indicator, payment_weight, payment_rate,
        multiple_procedure_discount, NULL AS ira_copayment
    FROM asc_addendum_aa
    UNION ALL
    SELECT release_id, hcpcs, description, 'BB', payment_indicator, payment_weight, payment_rate, NULL, ira_copayment
    FROM asc_addendum_bb
    UNION ALL
    SELECT release_id, hcpcs, description, 'EE', NULL, NULL, NULL, NULL, NULL
    FROM asc_addendum_ee
)
SELECT
    listed.hcpcs,
    listed.description,
    listed.addendum,
    listed.payment_indicator,
    listed.payment_weight,
    listed.payment_rate,
    if(priced.payment_status = 'paid', listed.payment_rate, NULL) AS facility_payment,
    if(priced.payment_status = 'paid', listed.ira_copayment, NULL) AS copayment,
    listed.multiple_procedure_discount,
    offsets.device_offset_amount,
    CASE
        WHEN listed.addendum = 'EE' THEN 'not_listed'
        ELSE coalesce(if(listed.payment_rate IS NULL, priced.status_without_amount, priced.payment_status), 'no_data')
    END AS payment_status,
    CASE
        WHEN listed.addendum = 'EE' THEN 'closed'
        WHEN listed.payment_rate IS NULL AND priced.total_effect = 'amount' THEN 'unknown'
        ELSE coalesce(priced.total_effect, 'unknown')
    END AS total_effect,
    priced.has_professional_part IS NOT DISTINCT FROM 'no' AS is_without_professional_part,
    priced.is_wage_adjusted IS NOT DISTINCT FROM 'yes' AS is_wage_adjusted,
    if(
        listed.addendum = 'EE',
        'Addendum EE: CMS excludes the procedure from payment in an ASC',
        _facility_reason('Payment indicator', listed.payment_indicator, meant.meaning, NULL)
    ) AS reason,
    listed.release_id
FROM listed
LEFT JOIN asc_addendum_ff AS offsets ON offsets.release_id = listed.release_id AND offsets.hcpcs = listed.hcpcs
LEFT JOIN indicator_payment_statuses AS priced
    ON priced.code_list = 'asc_payment_indicator' AND priced.code = listed.payment_indicator
LEFT JOIN indicators AS meant ON meant.code_list = 'asc_payment_indicator' AND meant.code = listed.payment_indicator;
