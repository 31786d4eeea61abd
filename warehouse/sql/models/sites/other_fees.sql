-- One row per code, release and schedule other than physician, OPPS and ASC: its payment per unit at any site
--
-- DMEPOS fees depend on the state: the reason explains that, or that modifiers distinguish several fees.
--
-- key: release_id, schedule, hcpcs
-- derived from: clfs, asp, dmepos
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   release_id VARCHAR: Release of the fee
--   schedule VARCHAR: laboratory, drug or dmepos
--   amount DECIMAL(14,3): Dollars per unit; null if a contractor prices it or it depends on the state
--   unit VARCHAR: Unit of the amount
--   payment_status VARCHAR: Status, see payment_statuses
--   reason VARCHAR: Reason for the status

CREATE TEMP TABLE other_fees AS
SELECT
    test.hcpcs,
    test.release_id,
    'laboratory' AS schedule,
    test.rate::DECIMAL(14, 3) AS amount,
    'test' AS unit,
    CASE WHEN test.rate IS NULL THEN 'contractor_priced' ELSE 'paid' END AS payment_status,
    CASE
        WHEN test.rate IS NULL THEN 'Laboratory fee schedule, indicator ' || test.indicator || ': the contractor sets the price'
        ELSE 'Laboratory fee schedule: national price, no deductible and no coinsurance'
    END AS reason
FROM clfs AS test
WHERE test.modifier IS NULL
UNION ALL
SELECT
    drug.hcpcs,
    drug.release_id,
    'drug',
    drug.payment_limit,
    drug.dosage,
    CASE WHEN drug.payment_limit IS NULL THEN 'contractor_priced' ELSE 'paid' END,
    CASE
        WHEN drug.payment_limit IS NULL THEN 'Average sales price: CMS lists no limit' || coalesce(', ' || drug.notes, '')
        ELSE 'Average sales price: limit per ' || drug.dosage || ', add-on included'
    END
FROM asp_payment_limit AS drug
UNION ALL
SELECT
    item.hcpcs,
    item.release_id,
    'dmepos',
    NULL,
    'item',
    CASE WHEN count(*) = 1 THEN 'by_state' ELSE 'not_decided' END,
    CASE
        WHEN count(*) = 1 THEN 'DMEPOS fee schedule: the fee depends on the beneficiary''s state, see fees_of'
        ELSE 'DMEPOS fee schedule: ' || count(*) || ' fees: the modifier and the beneficiary''s state decide, see fees_of'
    END
FROM dmepos_item AS item
GROUP BY item.hcpcs, item.release_id;
