-- One row per code of OPPS Addendum B: the hospital outpatient department's payment, with a status and a reason
--
-- key: release_id, hcpcs
-- derived from: opps
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   description VARCHAR: CMS's short descriptor, HCPCS Level II only
--   status_indicator VARCHAR: OPPS status indicator; addendum D1 defines it
--   apc VARCHAR: ambulatory payment classification
--   relative_weight DECIMAL(14,4): weight of the APC
--   payment_rate DECIMAL(14,3): national rate in dollars before the wage index, billed alone
--   facility_payment DECIMAL(14,3): Dollars paid to the hospital; null unless the status is paid
--   facility_payment_if_billed_alone DECIMAL(14,3): Dollars if nothing that packages the code is billed with it; null
--     unless the status is packaged
--   copayment DECIMAL(14,3): Beneficiary's copayment in dollars, at most the inpatient deductible of the year
--   ira_coinsurance_pct DECIMAL(8,4): percent, under the Inflation Reduction Act, from 2023
--   payment_status VARCHAR: Status of the hospital's part, see payment_statuses
--   total_effect VARCHAR: Effect of the status on the total: amount, nothing, closed or unknown
--   is_without_professional_part BOOLEAN: Whether only the hospital is paid, because it supplies the item
--   is_wage_adjusted BOOLEAN: Whether the wage index scales the labor share of the rate
--   reason VARCHAR: Status indicator and what it means
--   release_id VARCHAR: Release the row came from

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
    -- CMS lists a copayment for some codes that it does not pay (50600 in 2025, C9088 in an ASC): the beneficiary does
    -- not owe it. Until 2023, and for C9734 in January 2025, CMS listed the copayment before capping it at the
    -- inpatient deductible (section 1833(t)(8)(C)(i) of the Social Security Act).
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
LEFT JOIN inpatient_deductibles AS deductible ON deductible.year = year(release.service_from)
UNION ALL BY NAME
SELECT
    unread.hcpcs,
    'unreadable' AS payment_status,
    'unknown' AS total_effect,
    false AS is_without_professional_part,
    false AS is_wage_adjusted,
    min(unread.reason) AS reason,
    unread.release_id
FROM unreadable_rows AS unread
JOIN releases AS release ON release.release_id = unread.release_id AND release.series = 'opps'
WHERE unread.table_name = 'opps_addendum_b'
    AND _code(unread.hcpcs) IS NOT NULL
    AND NOT EXISTS (
        FROM opps_addendum_b AS loaded WHERE loaded.release_id = unread.release_id AND loaded.hcpcs = unread.hcpcs
    )
GROUP BY unread.release_id, unread.hcpcs;
