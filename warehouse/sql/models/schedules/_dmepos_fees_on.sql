-- dmepos_fees_on without a check of its days

CREATE MACRO _dmepos_fees_on(service_date, in_us_state := NULL, in_rural := false, in_cba := NULL, known_on := DATE '9999-12-31') AS TABLE
WITH item AS (
    SELECT listed.release_id, listed.hcpcs, listed.modifier, listed.modifier_2, listed.category, listed.jurisdiction, NULL::VARCHAR AS unreadable_reason
    FROM dmepos_item AS listed
    WHERE listed.release_id = CASE listed.schedule
        WHEN 'pen' THEN _dmepos_release('pen', service_date, known_on := known_on)
        ELSE _dmepos_release('dmepos', service_date, known_on := known_on)
    END
    UNION ALL
    SELECT unread.release_id, unread.hcpcs, unread.modifier, unread.modifier_2, NULL, NULL, min(unread.reason)
    FROM unreadable_rows AS unread
    ANTI JOIN dmepos_item AS loaded
        ON loaded.release_id = unread.release_id AND loaded.hcpcs = unread.hcpcs
        AND loaded.modifier IS NOT DISTINCT FROM unread.modifier AND loaded.modifier_2 IS NOT DISTINCT FROM unread.modifier_2
    WHERE unread.table_name IN ('dmepos_item', 'dmepos_fee')
        AND _code(unread.hcpcs) IS NOT NULL
        AND unread.release_id IN (
            _dmepos_release('pen', service_date, known_on := known_on), _dmepos_release('dmepos', service_date, known_on := known_on)
        )
    GROUP BY ALL
),
-- Fees of a state or a former bidding area whose row could not be read.
unread AS (
    SELECT line.table_name, line.release_id, line.hcpcs, line.modifier, line.modifier_2, min(line.reason) AS reason
    FROM unreadable_rows AS line
    WHERE (line.table_name = 'dmepos_fee' AND in_us_state IS NOT NULL AND coalesce(line.place = _us_state(in_us_state), true))
        OR (
            line.table_name = 'dmepos_former_cba_fee' AND in_cba IS NOT NULL AND coalesce(line.place = _cba(in_cba), true)
            AND line.release_id = _dmepos_release('dmepos_former_cba_fee', service_date, known_on := known_on)
        )
    GROUP BY ALL
),
placed AS (
    SELECT
        item.hcpcs,
        item.modifier,
        item.modifier_2,
        NULL::VARCHAR AS modifier_3,
        item.category,
        item.jurisdiction,
        CASE
            WHEN bid_lost.reason IS NOT NULL OR in_rural IS NULL AND here.fee_rural <> here.fee THEN NULL
            WHEN in_rural AND here.fee_rural IS NOT NULL THEN here.fee_rural
            ELSE here.fee
        END AS amount,
        CASE WHEN in_rural AND here.fee_rural IS NOT NULL THEN 'rural' ELSE 'state' END AS basis,
        _us_state(in_us_state) AS area,
        item.release_id,
        coalesce(item.unreadable_reason, bid_lost.reason, CASE WHEN here.hcpcs IS NULL THEN fee_lost.reason END) AS unreadable_reason,
        coalesce(in_rural IS NULL AND here.fee_rural <> here.fee, false) AS is_open_to_rural
    FROM item
    LEFT JOIN (FROM dmepos_fee AS fee WHERE fee.us_state = _us_state(in_us_state)) AS here
        ON here.release_id = item.release_id AND here.hcpcs = item.hcpcs
        AND here.modifier IS NOT DISTINCT FROM item.modifier AND here.modifier_2 IS NOT DISTINCT FROM item.modifier_2
    LEFT JOIN unread AS fee_lost
        ON fee_lost.table_name = 'dmepos_fee' AND fee_lost.release_id = item.release_id AND fee_lost.hcpcs = item.hcpcs
        AND fee_lost.modifier IS NOT DISTINCT FROM item.modifier AND fee_lost.modifier_2 IS NOT DISTINCT FROM item.modifier_2
    LEFT JOIN unread AS bid_lost
        ON bid_lost.table_name = 'dmepos_former_cba_fee' AND bid_lost.hcpcs = item.hcpcs
        AND bid_lost.modifier IS NOT DISTINCT FROM item.modifier AND bid_lost.modifier_2 IS NOT DISTINCT FROM item.modifier_2
),
bid AS (
    SELECT fee.hcpcs, fee.modifier, fee.modifier_2, fee.modifier_3, fee.fee AS amount, fee.cba AS area, fee.release_id
    FROM dmepos_former_cba_fee AS fee
    WHERE fee.fee IS NOT NULL AND upper(fee.cba) = _cba(in_cba)
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
        bid.release_id,
        NULL,
        false
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
    CASE WHEN problem IS NULL AND no_area IS NULL THEN amount END::DECIMAL(14, 3) AS amount,
    CASE WHEN modifier = 'RR' OR modifier_2 = 'RR' THEN 'month' ELSE 'item' END AS unit,
    basis,
    area,
    0.20::DECIMAL(6, 5) AS beneficiary_share,
    CASE
        WHEN problem IS NOT NULL THEN 'not_understood'
        WHEN unreadable_reason IS NOT NULL THEN 'unreadable'
        WHEN no_area IS NOT NULL OR is_open_to_rural THEN 'no_data'
        WHEN amount IS NOT NULL THEN 'paid'
        WHEN in_us_state IS NULL THEN 'by_state'
        ELSE 'contractor_priced'
    END AS payment_status,
    concat_ws(
        '; ',
        CASE
            WHEN problem IS NOT NULL THEN problem
            WHEN unreadable_reason IS NOT NULL THEN unreadable_reason
            WHEN no_area IS NOT NULL THEN no_area
            WHEN is_open_to_rural THEN 'The rural fee differs, and CMS''s files do not show whether the ZIP code is rural'
            WHEN amount IS NULL AND in_us_state IS NULL THEN 'The fee depends on the beneficiary''s state: pass one'
            WHEN amount IS NULL THEN 'CMS lists no fee for ' || _us_state(in_us_state)
            WHEN basis = 'former_cba' THEN 'Fee of the former competitive bidding area'
            WHEN basis = 'rural' THEN 'Rural fee'
            WHEN in_rural THEN 'No rural fee for this item: the non-rural fee is paid'
            ELSE 'Fee outside rural areas'
        END,
        CASE WHEN count(*) OVER (PARTITION BY hcpcs) > 1 THEN 'the code has several fees: the modifier decides' END
    ) AS reason,
    category,
    jurisdiction,
    release_id
FROM (
    SELECT
        *,
        _state_problem(in_us_state) AS problem,
        CASE
            WHEN in_cba IS NOT NULL AND (SELECT count(*) FROM bid) = 0
                THEN 'No fees of a former competitive bidding area ''' || in_cba::VARCHAR || ''' are loaded for the day'
        END AS no_area
    FROM either
) AS asked;
