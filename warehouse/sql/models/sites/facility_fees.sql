-- One row per code of OPPS Addendum B and of ASC Addenda AA, BB and EE: the facility's payment, with a status and a reason
--
-- key: release_id, hcpcs
-- derived from: opps, asc
-- rebuilt: per release
-- parts: by code
-- columns:
--   site VARCHAR: hospital_outpatient or asc
--   hcpcs VARCHAR: HCPCS code
--   status_indicator VARCHAR: OPPS status indicator; addendum D1 defines it
--   apc VARCHAR: Ambulatory payment classification; null in an ASC
--   payment_rate DECIMAL(15,3): National rate in dollars before the wage index, billed alone; null if none is published
--   facility_payment DECIMAL(15,3): Dollars paid to the facility; null unless the status is paid
--   facility_payment_if_billed_alone DECIMAL(14,3): Dollars to the hospital if nothing that packages the code is billed
--     with it; null unless the status is packaged
--   copayment DECIMAL(15,3): Beneficiary's copayment in dollars: a hospital's, at most the inpatient deductible of the
--     year; an ASC's if CMS lists one (Inflation Reduction Act)
--   payment_status VARCHAR: Status of the facility's part, see payment_statuses
--   total_effect VARCHAR: Effect of the status on the total: amount, nothing, closed or unknown
--   is_without_professional_part BOOLEAN: Whether only the facility is paid, because it supplies the item
--   is_wage_adjusted BOOLEAN: Whether the wage index scales the labor share of the rate
--   reason VARCHAR: Status or payment indicator and what it means
--   release_id VARCHAR: Release the row came from
--   payment_indicator VARCHAR: ASC payment indicator; null in Addendum EE
--   device_offset_amount DECIMAL(14,2): Device portion of an ASC's rate in dollars, from Addendum FF

CREATE TEMP TABLE facility_fees AS
WITH asc_listed AS (
    SELECT release_id, hcpcs, 'AA' AS addendum, payment_indicator, payment_rate, NULL AS ira_copayment FROM asc_addendum_aa
    UNION ALL
    SELECT release_id, hcpcs, 'BB', payment_indicator, payment_rate, ira_copayment FROM asc_addendum_bb
    UNION ALL
    SELECT release_id, hcpcs, 'EE', NULL, NULL, NULL FROM asc_addendum_ee
),
listed AS (
    SELECT
        'hospital_outpatient' AS site,
        opps.hcpcs,
        opps.status_indicator,
        opps.apc,
        opps.payment_rate,
        CASE WHEN priced.payment_status = 'paid' THEN opps.payment_rate END AS facility_payment,
        CASE WHEN priced.payment_status = 'packaged' THEN opps.payment_rate END AS facility_payment_if_billed_alone,
        -- CMS lists a copayment for some codes that it does not pay (50600 in 2025, C9088 in an ASC): the beneficiary does
        -- not owe it. Until 2023, and for C9734 in January 2025, CMS listed the copayment before capping it at the
        -- inpatient deductible (section 1833(t)(8)(C)(i) of the Social Security Act; 42 CFR 419.41(c)(4)(i)).
        CASE
            WHEN priced.payment_status IN ('paid', 'packaged') THEN
                CASE
                    WHEN coalesce(opps.adjusted_copayment, opps.national_copayment, opps.minimum_copayment) > deductible.amount::DECIMAL(14, 3)
                        THEN deductible.amount::DECIMAL(14, 3)
                    ELSE coalesce(opps.adjusted_copayment, opps.national_copayment, opps.minimum_copayment)
                END
        END AS copayment,
        coalesce(exception.payment_status, CASE WHEN opps.payment_rate IS NULL THEN priced.status_without_amount ELSE priced.payment_status END, 'no_data') AS payment_status,
        CASE WHEN opps.payment_rate IS NULL AND priced.total_effect = 'amount' THEN 'unknown' ELSE coalesce(priced.total_effect, 'unknown') END AS total_effect,
        priced.has_professional_part IS FALSE AS is_without_professional_part,
        priced.is_wage_adjusted IS TRUE AS is_wage_adjusted,
        _facility_reason(
            'Status indicator',
            opps.status_indicator,
            coalesce(exception.meaning, meant.meaning),
            CASE WHEN priced.payment_status = 'packaged' THEN opps.payment_rate END
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
        'asc' AS site,
        listed.hcpcs,
        listed.payment_indicator,
        listed.payment_rate,
        CASE WHEN priced.payment_status = 'paid' THEN listed.payment_rate END AS facility_payment,
        CASE WHEN priced.payment_status = 'paid' THEN listed.ira_copayment END AS copayment,
        offsets.device_offset_amount,
        CASE
            WHEN listed.addendum = 'EE' THEN 'not_listed'
            ELSE coalesce(CASE WHEN listed.payment_rate IS NULL THEN priced.status_without_amount ELSE priced.payment_status END, 'no_data')
        END AS payment_status,
        CASE
            WHEN listed.addendum = 'EE' THEN 'closed'
            WHEN listed.payment_rate IS NULL AND priced.total_effect = 'amount' THEN 'unknown'
            ELSE coalesce(priced.total_effect, 'unknown')
        END AS total_effect,
        priced.has_professional_part IS FALSE AS is_without_professional_part,
        priced.is_wage_adjusted IS TRUE AS is_wage_adjusted,
        CASE
            WHEN listed.addendum = 'EE' THEN 'Addendum EE: CMS excludes the procedure from payment in an ASC'
            ELSE _facility_reason('Payment indicator', listed.payment_indicator, meant.meaning, NULL)
                || CASE
                    WHEN listed.payment_indicator = 'J8' AND offsets.device_offset_amount IS NULL
                        THEN coalesce(' The device''s share of the rate is not known: ' || coalesce(unread.reason, no_ff.reason) || '.', '')
                    ELSE ''
                END
        END AS reason,
        listed.release_id
    FROM asc_listed AS listed
    LEFT JOIN asc_addendum_ff AS offsets ON offsets.release_id = listed.release_id AND offsets.hcpcs = listed.hcpcs
    LEFT JOIN (
        SELECT release_id, hcpcs, min(reason) AS reason FROM unreadable_rows WHERE table_name = 'asc_addendum_ff' GROUP BY ALL
    ) AS unread ON unread.release_id = listed.release_id AND unread.hcpcs = listed.hcpcs
    LEFT JOIN _missing_tables AS no_ff ON no_ff.release_id = listed.release_id AND no_ff.table_name = 'asc_addendum_ff'
    LEFT JOIN indicator_payment_statuses AS priced
        ON priced.code_list = 'asc_payment_indicator' AND priced.code = listed.payment_indicator
    LEFT JOIN indicators AS meant ON meant.code_list = 'asc_payment_indicator' AND meant.code = listed.payment_indicator
),
-- Each list, its site and series; opps_addendum_b is also the preview of a final rule, which pays nothing.
lists AS (
    FROM (VALUES
        ('opps_addendum_b', 'hospital_outpatient', 'opps'),
        ('asc_addendum_aa', 'asc', 'asc'),
        ('asc_addendum_bb', 'asc', 'asc'),
        ('asc_addendum_ee', 'asc', 'asc')
    ) AS lists (table_name, site, series)
)
FROM listed
UNION ALL BY NAME
SELECT
    lists.site,
    unread.hcpcs,
    'unreadable' AS payment_status,
    'unknown' AS total_effect,
    false AS is_without_professional_part,
    false AS is_wage_adjusted,
    min(unread.reason) AS reason,
    unread.release_id
FROM unreadable_rows AS unread
JOIN lists ON lists.table_name = unread.table_name
JOIN releases AS release ON release.release_id = unread.release_id AND release.series = lists.series
WHERE _code(unread.hcpcs) IS NOT NULL
    AND NOT EXISTS (FROM listed AS loaded WHERE loaded.release_id = unread.release_id AND loaded.hcpcs = unread.hcpcs)
GROUP BY lists.site, unread.release_id, unread.hcpcs;
