-- DMEPOS fees on a day: one row per code and modifiers, in a state (beneficiary's permanent address), its rural ZIP
-- codes or a former competitive bidding area. Floors and ceilings are already in the fees; without a state the amount
-- is null
--
-- DMEPOS: which fee of an item applies, by state, rural ZIP code and former competitive bidding area; rental months.

CREATE MACRO dmepos_fees_on(service_date, in_state := NULL, in_rural := false, in_cba := NULL, known_on := DATE '9999-12-31') AS TABLE
WITH item AS (
    SELECT *
    FROM dmepos_item AS listed
    WHERE listed.release_id = CASE listed.schedule
        WHEN 'pen' THEN _dmepos_release('pen', service_date, known_on := known_on)
        ELSE _dmepos_release('dmepos', service_date, known_on := known_on)
    END
),
placed AS (
    SELECT
        item.hcpcs,
        item.modifier,
        item.modifier_2,
        NULL::VARCHAR AS modifier_3,
        item.category,
        item.jurisdiction,
        CASE WHEN in_rural AND here.fee_rural IS NOT NULL THEN here.fee_rural ELSE here.fee END AS amount,
        CASE WHEN in_rural AND here.fee_rural IS NOT NULL THEN 'rural' ELSE 'state' END AS basis,
        upper(in_state) AS area,
        item.release_id
    FROM item
    LEFT JOIN dmepos_fee AS here
        ON here.release_id = item.release_id AND here.hcpcs = item.hcpcs
        AND here.modifier IS NOT DISTINCT FROM item.modifier AND here.modifier_2 IS NOT DISTINCT FROM item.modifier_2
        AND here.us_state = upper(in_state)
),
bid AS (
    SELECT fee.hcpcs, fee.modifier, fee.modifier_2, fee.modifier_3, fee.fee AS amount, fee.cba AS area, fee.release_id
    FROM dmepos_former_cba_fee AS fee
    WHERE fee.fee IS NOT NULL AND fee.cba = in_cba
        AND fee.release_id = _dmepos_release('dmepos_former_cba_fee', service_date, known_on := known_on)
),
either AS (
    SELECT placed.*
    FROM placed
    WHERE NOT EXISTS (
        FROM bid
        WHERE bid.hcpcs = placed.hcpcs AND bid.modifier IS NOT DISTINCT FROM placed.modifier
            AND bid.modifier_2 IS NOT DISTINCT FROM placed.modifier_2 AND bid.modifier_3 IS NULL
    )
    UNION ALL
    SELECT
        bid.hcpcs,
        bid.modifier,
        bid.modifier_2,
        bid.modifier_3,
        item.category,
        item.jurisdiction,
        bid.amount,
        'former_cba',
        bid.area,
        bid.release_id
    FROM bid
    LEFT JOIN item
        ON item.hcpcs = bid.hcpcs AND item.modifier IS NOT DISTINCT FROM bid.modifier
        AND item.modifier_2 IS NOT DISTINCT FROM bid.modifier_2
)
SELECT
    hcpcs,
    'dmepos' AS schedule,
    modifier,
    modifier_2,
    modifier_3,
    amount::DECIMAL(14, 3) AS amount,
    CASE WHEN modifier = 'RR' OR modifier_2 = 'RR' THEN 'month' ELSE 'item' END AS unit,
    basis,
    area,
    0.20::DECIMAL(6, 5) AS beneficiary_share,
    CASE WHEN amount IS NOT NULL THEN 'paid' WHEN in_state IS NULL THEN 'by_state' ELSE 'contractor_priced' END AS payment_status,
    concat_ws(
        '; ',
        CASE
            WHEN amount IS NULL AND in_state IS NULL THEN 'The fee depends on the beneficiary''s state: ask with one'
            WHEN amount IS NULL THEN 'CMS prints no fee for ' || upper(in_state)
            WHEN basis = 'former_cba' THEN 'Fee of the former competitive bidding area'
            WHEN basis = 'rural' THEN 'Rural fee'
            WHEN in_rural THEN 'No rural fee for this item: the other one is paid'
            ELSE 'Fee outside rural areas'
        END,
        CASE WHEN count(*) OVER (PARTITION BY hcpcs) > 1 THEN 'the code has several fees: the modifiers decide' END
    ) AS reason,
    category,
    jurisdiction,
    release_id
FROM either;
