-- laboratory_fees_on for every release
--
-- Laboratory tests: one national price, no coinsurance; the contractor sets the price of tests that CMS marks L.
--
-- key: release_id, hcpcs, modifier
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   schedule VARCHAR: laboratory
--   modifier VARCHAR: QW or null
--   amount DECIMAL(14,3): Dollars per test; null if the contractor prices it
--   unit VARCHAR: test
--   basis VARCHAR: national or contractor
--   beneficiary_share DECIMAL(6,5): 0: no coinsurance
--   payment_status VARCHAR: paid, contractor_priced or unreadable
--   reason VARCHAR: Reason for the status
--   effective_date DATE: Day on which CMS's row began
--   release_id VARCHAR: Release of the price

CREATE VIEW _laboratory_fees AS
SELECT
    test.hcpcs,
    'laboratory' AS schedule,
    test.modifier,
    test.rate::DECIMAL(14, 3) AS amount,
    'test' AS unit,
    CASE WHEN test.rate IS NULL THEN 'contractor' ELSE 'national' END AS basis,
    0.00::DECIMAL(6, 5) AS beneficiary_share,
    CASE WHEN test.rate IS NULL THEN 'contractor_priced' ELSE 'paid' END AS payment_status,
    CASE
        WHEN test.rate IS NULL THEN 'Indicator ' || test.indicator || ': no national price; the local contractor sets it'
        WHEN test.modifier = 'QW' THEN 'Same price as without QW, which marks a waived test; the two are not added'
        ELSE 'National price; no deductible and no coinsurance'
    END AS reason,
    test.effective_date AS effective_date,
    test.release_id
FROM clfs AS test
UNION ALL BY NAME
SELECT
    unread.hcpcs,
    'laboratory' AS schedule,
    unread.modifier,
    'test' AS unit,
    'national' AS basis,
    'unreadable' AS payment_status,
    min(unread.reason) AS reason,
    unread.release_id
FROM unreadable_rows AS unread
WHERE unread.table_name = 'clfs'
    AND _code(unread.hcpcs) IS NOT NULL
    AND NOT EXISTS (
        FROM clfs AS loaded
        WHERE loaded.release_id = unread.release_id
            AND loaded.hcpcs = unread.hcpcs
            AND loaded.modifier IS NOT DISTINCT FROM unread.modifier
    )
GROUP BY unread.release_id, unread.hcpcs, unread.modifier;
