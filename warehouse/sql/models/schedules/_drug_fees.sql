-- drug_fees_on of every release
--
-- Part B drugs: limit per billing unit, with the add-on in it, and the packages that each code pays for.
--
-- key: release_id, hcpcs
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   schedule VARCHAR: drug
--   amount DECIMAL(14,3): Dollars per billing unit, add-on included; null where CMS prints no limit
--   unit VARCHAR: Billing unit, such as 15 MG
--   basis VARCHAR: national or contractor
--   beneficiary_share DECIMAL(6,5): Coinsurance, 0 to 0.2
--   payment_status VARCHAR: paid, contractor_priced or unreadable
--   reason VARCHAR: Why, with CMS's notes
--   is_clotting_factor BOOLEAN: A furnishing fee is paid as well
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
        WHEN drug.payment_limit IS NULL THEN coalesce('CMS prints no limit: ' || drug.notes, 'CMS prints no limit')
        ELSE concat_ws('; ', 'Limit per ' || drug.dosage || ', with the add-on in it', drug.notes)
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
