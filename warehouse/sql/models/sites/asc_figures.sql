-- One row per code of ASC Addenda AA, BB and EE: the ambulatory surgical center's payment, with a status and a reason
--
-- key: release_id, hcpcs
-- derived from: asc
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   description VARCHAR: CMS's short descriptor, HCPCS Level II only
--   addendum VARCHAR: AA, BB or EE
--   payment_indicator VARCHAR: ASC payment indicator; null in Addendum EE
--   payment_weight DECIMAL(14,4): relative weight; null if the rate is not based on one
--   payment_rate DECIMAL(15,3): national rate in dollars before the wage index; null if none is published
--   facility_payment DECIMAL(15,3): Dollars paid to the ASC; null unless the status is paid
--   copayment DECIMAL(14,2): Beneficiary's copayment in dollars if CMS lists one (Inflation Reduction Act)
--   multiple_procedure_discount BOOLEAN: Whether the rate is halved if a higher-paid procedure is performed, as
--     Addendum AA lists it
--   device_offset_amount DECIMAL(14,2): Device portion of the rate in dollars, from Addendum FF
--   payment_status VARCHAR: Status of the ASC's part, see payment_statuses
--   total_effect VARCHAR: Effect of the status on the total: amount, nothing, closed or unknown
--   is_without_professional_part BOOLEAN: Whether only the ASC is paid, because it supplies the item
--   is_wage_adjusted BOOLEAN: Whether the wage index scales the labor share of the rate
--   reason VARCHAR: Payment indicator and what it means
--   release_id VARCHAR: Release the row came from

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
            || CASE
                WHEN listed.payment_indicator = 'J8' AND offsets.device_offset_amount IS NULL
                    THEN coalesce(' The device''s share of the rate is not known: ' || coalesce(unread.reason, no_ff.reason) || '.', '')
                ELSE ''
            END
    ) AS reason,
    listed.release_id
FROM listed
LEFT JOIN asc_addendum_ff AS offsets ON offsets.release_id = listed.release_id AND offsets.hcpcs = listed.hcpcs
LEFT JOIN (
    SELECT release_id, hcpcs, min(reason) AS reason FROM unreadable_rows WHERE table_name = 'asc_addendum_ff' GROUP BY ALL
) AS unread ON unread.release_id = listed.release_id AND unread.hcpcs = listed.hcpcs
LEFT JOIN _missing_tables AS no_ff ON no_ff.release_id = listed.release_id AND no_ff.table_name = 'asc_addendum_ff'
LEFT JOIN indicator_payment_statuses AS priced
    ON priced.code_list = 'asc_payment_indicator' AND priced.code = listed.payment_indicator
LEFT JOIN indicators AS meant ON meant.code_list = 'asc_payment_indicator' AND meant.code = listed.payment_indicator
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
WHERE unread.table_name IN ('asc_addendum_aa', 'asc_addendum_bb', 'asc_addendum_ee')
    AND _code(unread.hcpcs) IS NOT NULL
    AND NOT EXISTS (
        FROM listed AS loaded WHERE loaded.release_id = unread.release_id AND loaded.hcpcs = unread.hcpcs
    )
GROUP BY unread.release_id, unread.hcpcs;
