-- Internal: the inputs of pfs_payment for a code, complete except for location and modifiers
--
-- Planning dominates the cost of a lookup, so everything that does not depend on location and modifiers is decided
-- here. pfs_payment reads the code's row with the given modifier, else the code's own row.
--
-- key: hcpcs, modifier, pfs_setting, qualifying_apm, service_from, known_from
-- derived from: pfs-rvu
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: Procedure code
--   modifier VARCHAR: Modifier of the row; null for the code itself
--   pfs_setting VARCHAR: facility or nonfacility
--   qualifying_apm BOOLEAN: For qualifying participants of an advanced alternative payment model
--   is_printed BOOLEAN: Whether CMS lists the row; false for the code itself if CMS lists it only with a modifier
--   yields_to VARCHAR: Modifiers whose row takes precedence over this one, separated by spaces; null if none
--   work_rvu DECIMAL(9,2): Physician work RVU
--   pe_rvu DECIMAL(9,2): Practice expense RVU in the setting
--   mp_rvu DECIMAL(9,2): Malpractice RVU
--   opps_pe_rvu DECIMAL(9,2): Practice expense RVU of the OPPS amount; null if no OPPS amount limits the payment
--   opps_mp_rvu DECIMAL(9,2): Malpractice RVU of the OPPS amount; null if no OPPS amount limits the payment
--   professional_work_rvu DECIMAL(12,2): Work RVU of the non-technical part
--   professional_pe_rvu DECIMAL(12,2): Practice expense RVU of the non-technical part
--   professional_mp_rvu DECIMAL(12,2): Malpractice RVU of the non-technical part
--   conversion_factor DECIMAL(9,4): Conversion factor finally paid, dollars per RVU
--   adjustment DECIMAL(3,2): Factor on the payment by law (calculation flags): 1.05, 0.98 or 1
--   payment_status VARCHAR: Status of the payment without modifiers, see payment_statuses
--   reason VARCHAR: Reason for the status
--   excluded_because VARCHAR: Why the physician is not paid in an office or a hospital; null if paid
--   excluded_in_asc_because VARCHAR: Why the physician is not paid in an ASC; null if paid
--   modifier_profile VARCHAR: Indicators that decide which modifiers apply to the code; key of modifier_profiles
--   release_id VARCHAR: Release of the values
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE _payment_rows AS
WITH excluded AS (
    SELECT
        pctc_indicator,
        CASE site WHEN 'office' THEN 'nonfacility' ELSE 'facility' END AS pfs_setting,
        max(reason) FILTER (site <> 'asc') AS excluded_because,
        max(reason) FILTER (site = 'asc') AS excluded_in_asc_because
    FROM professional_exclusions
    GROUP BY ALL
),
code AS (
    SELECT
        release_id,
        hcpcs,
        service_from,
        known_from,
        list(DISTINCT modifier ORDER BY modifier) FILTER (modifier IS NOT NULL) AS printed_with,
        bool_or(modifier IS NULL) AS has_own_row
    FROM physician_payments
    GROUP BY ALL
),
printed AS (
    SELECT
        fee.*,
        CASE WHEN fee.modifier IS NULL THEN code.printed_with ELSE list_filter(code.printed_with, lambda other: other < fee.modifier) END AS before
    FROM physician_payments AS fee
    JOIN code USING (release_id, hcpcs, service_from, known_from)
)
SELECT
    fee.hcpcs,
    fee.modifier,
    fee.pfs_setting,
    fee.qualifying_apm,
    true AS is_printed,
    nullif(array_to_string(fee.before, ' '), '') AS yields_to,
    fee.work_rvu,
    fee.pe_rvu,
    fee.mp_rvu,
    fee.opps_pe_rvu,
    fee.opps_mp_rvu,
    fee.professional_work_rvu,
    fee.professional_pe_rvu,
    fee.professional_mp_rvu,
    fee.conversion_factor,
    fee.adjustment,
    fee.payment_status,
    fee.reason,
    CASE WHEN fee.payment_status IN ('paid', 'carrier_priced') THEN excluded.excluded_because END AS excluded_because,
    CASE WHEN fee.payment_status IN ('paid', 'carrier_priced') THEN excluded.excluded_in_asc_because END AS excluded_in_asc_because,
    fee.modifier_profile,
    fee.release_id,
    fee.service_from,
    fee.service_to,
    fee.known_from,
    fee.known_to
FROM printed AS fee
-- A row with TC is only a technical component, like every row of a code with indicator 3.
LEFT JOIN excluded
    ON excluded.pfs_setting = fee.pfs_setting
    AND excluded.pctc_indicator = CASE WHEN fee.modifier = 'TC' THEN '3' ELSE fee.pctc_indicator END
UNION ALL BY NAME
SELECT DISTINCT
    fee.hcpcs,
    fee.pfs_setting,
    fee.qualifying_apm,
    false AS is_printed,
    array_to_string(code.printed_with, ' ') AS yields_to,
    'not_paid' AS payment_status,
    'CMS lists this code only with ' || fee.printed_modifiers AS reason,
    fee.modifier_profile,
    fee.release_id,
    fee.service_from,
    fee.service_to,
    fee.known_from,
    fee.known_to
FROM physician_payments AS fee
JOIN code USING (release_id, hcpcs, service_from, known_from)
WHERE NOT code.has_own_row
ORDER BY hcpcs, service_from, known_from, pfs_setting, qualifying_apm, modifier NULLS FIRST;
