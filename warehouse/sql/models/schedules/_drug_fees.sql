-- drug_fees_on for every release
--
-- Part B drugs: payment limit per billing unit, add-on included, and the packages of each code.
--
-- key: release_id, hcpcs
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   schedule VARCHAR: drug
--   amount DECIMAL(14,3): Dollars per billing unit, add-on included; null if CMS lists no limit
--   unit VARCHAR: Billing unit, such as 15 MG
--   basis VARCHAR: national or contractor
--   beneficiary_share DECIMAL(6,5): Coinsurance, 0 to 0.2
--   payment_status VARCHAR: paid, contractor_priced or unreadable
--   reason VARCHAR: Reason for the status, with CMS's notes
--   is_clotting_factor BOOLEAN: Whether a furnishing fee is paid in addition
--   release_id VARCHAR: Release of the limit

CREATE VIEW _drug_fees AS
SELECT
    drug.hcpcs,
    'drug' AS schedule,
    drug.payment_limit AS amount,
    drug.dosage AS unit,
    CASE WHEN drug.payment_limit IS NULL THEN 'contractor' ELSE 'national' END AS basis,
    (drug.coinsurance_pct / 100)::DECIMAL(6, 5) AS beneficiary_share,
    CASE WHEN drug.payment_limit IS NULL THEN 'contractor_priced' ELSE 'paid' END AS payment_status,
    CASE
        WHEN drug.payment_limit IS NULL THEN coalesce('CMS lists no limit: ' || drug.notes, 'CMS lists no limit')
        ELSE concat_ws('; ', 'Limit per ' || drug.dosage || ', add-on included', drug.notes)
    END AS reason,
    drug.is_clotting_factor,
    drug.release_id
FROM asp_payment_limit AS drug
UNION ALL BY NAME
SELECT
    unread.hcpcs,
    'drug' AS schedule,
    'national' AS basis,
    'unreadable' AS payment_status,
    min(unread.reason) AS reason,
    unread.release_id
FROM unreadable_rows AS unread
WHERE unread.table_name = 'asp_payment_limit'
    AND _code(unread.hcpcs) IS NOT NULL
    AND NOT EXISTS (
        FROM asp_payment_limit AS loaded WHERE loaded.release_id = unread.release_id AND loaded.hcpcs = unread.hcpcs
    )
GROUP BY unread.release_id, unread.hcpcs;
