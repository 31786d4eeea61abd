-- One row per code, schedule and modifiers: the laboratory, drug, DMEPOS (range over the states) and anesthesia fees on
-- a card
--
-- derived from: clfs, asp, dmepos, anesthesia-base-units
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   schedule VARCHAR: laboratory, drug, dmepos or anesthesia
--   modifier VARCHAR: Modifier of the fee, if any
--   modifier_2 VARCHAR: Second modifier of the fee, if any
--   amount DECIMAL(14,3): Dollars per unit; null if it depends on the location or CMS lists none
--   amount_low DECIMAL(12,2): DMEPOS: lowest fee of any state, dollars
--   amount_high DECIMAL(12,2): DMEPOS: highest fee of any state, dollars
--   unit VARCHAR: Unit of the amount: test, billing unit, item, month, base units and time
--   basis VARCHAR: What the amount depends on: national, contractor, state, mac_locality
--   beneficiary_share DECIMAL(6,5): Coinsurance as a share of the amount, 0 to 1
--   payment_status VARCHAR: Status, see payment_statuses; by_state for DMEPOS
--   reason VARCHAR: Reason for the status
--   release_id VARCHAR: Release of the fee
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TEMP TABLE card_fees AS
WITH fee AS (
    SELECT hcpcs, schedule, modifier, NULL AS modifier_2, amount, NULL AS amount_low, NULL AS amount_high, unit, basis,
        beneficiary_share, payment_status, reason, release_id
    FROM _laboratory_fees
    UNION ALL
    SELECT hcpcs, schedule, NULL, NULL, amount, NULL, NULL, unit, basis, beneficiary_share, payment_status, reason, release_id
    FROM _drug_fees
    UNION ALL
    SELECT
        hcpcs, 'dmepos', modifier, modifier_2, NULL,
        min(least(fee, fee_rural)), max(greatest(fee, fee_rural)),
        CASE WHEN modifier = 'RR' OR modifier_2 = 'RR' THEN 'month' ELSE 'item' END,
        'state', 0.20, 'by_state', 'Depends on the beneficiary''s state, rural ZIP code or former competitive bidding area', release_id
    FROM dmepos_fee
    GROUP BY ALL
    UNION ALL
    SELECT
        unread.hcpcs, 'dmepos', unread.modifier, unread.modifier_2, NULL, NULL, NULL,
        CASE WHEN unread.modifier = 'RR' OR unread.modifier_2 = 'RR' THEN 'month' ELSE 'item' END,
        'state', 0.20, 'unreadable', min(unread.reason), unread.release_id
    FROM unreadable_rows AS unread
    ANTI JOIN dmepos_fee AS loaded
        ON loaded.release_id = unread.release_id AND loaded.hcpcs = unread.hcpcs
        AND loaded.modifier IS NOT DISTINCT FROM unread.modifier AND loaded.modifier_2 IS NOT DISTINCT FROM unread.modifier_2
    WHERE unread.table_name IN ('dmepos_item', 'dmepos_fee') AND _code(unread.hcpcs) IS NOT NULL
    GROUP BY unread.release_id, unread.hcpcs, unread.modifier, unread.modifier_2
    UNION ALL
    SELECT
        hcpcs, 'anesthesia', NULL, NULL, NULL, NULL, NULL, 'base units and time', 'mac_locality', 0.20,
        CASE WHEN units.unreadable_reason IS NULL THEN 'anesthesia' ELSE 'unreadable' END,
        coalesce(units.unreadable_reason, units.base_units || ' base units (CMS''s file of ' || year(release.service_from) || ') plus one unit per 15 minutes, times the locality''s factor'),
        release_id
    FROM _anesthesia_units AS units
    JOIN releases AS release USING (release_id)
)
SELECT
    fee.*,
    span.service_from,
    -- CMS last posted base units for 2022; they stay in force until CMS posts new ones.
    CASE
        WHEN fee.schedule <> 'anesthesia' THEN span.service_to
        ELSE coalesce(
            (SELECT min(later.service_from) - 1 FROM release_spans AS later
                WHERE later.series = 'anesthesia-base-units' AND later.service_from > span.service_from),
            DATE '9999-12-31'
        )
    END AS service_to,
    span.known_from,
    span.known_to
FROM fee
JOIN release_spans AS span USING (release_id);
