-- severity: warn
-- holds: every status and payment indicator is in the list of indicators
WITH used AS (
    SELECT DISTINCT release_id, 'pfs_status' AS code_list, status_code AS code FROM pfs_rvu
    UNION
    SELECT DISTINCT release_id, 'opps_status_indicator', status_indicator FROM opps_addendum_b
    UNION
    SELECT DISTINCT release_id, 'asc_payment_indicator', payment_indicator FROM asc_addendum_aa
    UNION
    SELECT DISTINCT release_id, 'asc_payment_indicator', payment_indicator FROM asc_addendum_bb
)
FROM used ANTI JOIN indicators USING (code_list, code) WHERE code IS NOT NULL ORDER BY ALL
