-- DMEPOS: which fee of an item applies, by state, rural ZIP code and former competitive bidding area; rental months.

CREATE MACRO _dmepos_release(in_part, service_date, known_on := DATE '9999-12-31') AS (
    SELECT arg_max(span.release_id, row(span.service_from, span.known_from))
    FROM release_spans AS span
    JOIN load_counts AS loaded USING (release_id)
    WHERE span.series = 'dmepos' AND year(span.service_from) = year(service_date) AND span.service_from <= service_date
        AND known_on BETWEEN span.known_from AND span.known_to
        AND loaded.rows_loaded > 0
        AND CASE in_part
            WHEN 'pen' THEN loaded.table_name = 'dmepos_item' AND loaded.member ILIKE '%pen%'
            WHEN 'dmepos' THEN loaded.table_name = 'dmepos_item' AND NOT loaded.member ILIKE '%pen%'
            ELSE loaded.table_name = in_part
        END
);
COMMENT ON MACRO _dmepos_release IS 'Newest release of the year that holds a part of the schedule: CMS posts nutrition, rural and former CBA files in January and again only when they change';

CREATE MACRO dmepos_area_of_zip(in_zip, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    coalesce(rural.us_state, area.us_state, place.us_state) AS us_state,
    rural.zip_code IS NOT NULL AS is_rural,
    area.cba,
    _dmepos_release('dmepos_rural_zip', service_date, known_on := known_on) AS rural_release_id,
    _dmepos_release('dmepos_former_cba_zip', service_date, known_on := known_on) AS cba_release_id
FROM (SELECT left(in_zip::VARCHAR, 5) AS zip) AS asked
LEFT JOIN dmepos_rural_zip AS rural
    ON rural.zip_code = asked.zip
    AND rural.release_id = _dmepos_release('dmepos_rural_zip', service_date, known_on := known_on)
LEFT JOIN dmepos_former_cba_zip AS area
    ON area.zip_code = asked.zip
    AND area.release_id = _dmepos_release('dmepos_former_cba_zip', service_date, known_on := known_on)
LEFT JOIN (
    SELECT located.zip, any_value(located.us_state) AS us_state
    FROM zip_locality AS located
    WHERE located.release_id = _latest_release('zip-locality', service_date, known_on := known_on)
    GROUP BY located.zip
) AS place ON place.zip = asked.zip;
COMMENT ON MACRO TABLE dmepos_area_of_zip IS 'State, whether rural, and former competitive bidding area of a ZIP code, for the DMEPOS fee schedule';

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
COMMENT ON MACRO TABLE dmepos_fees_on IS 'DMEPOS fees on a day: one row per code and modifiers, in a state (beneficiary''s permanent address), its rural ZIP codes or a former competitive bidding area. Floors and ceilings are already in the fees; without a state the amount is null';

CREATE MACRO dmepos_rental_months(code, service_date, in_state, in_rural := false, in_cba := NULL, known_on := DATE '9999-12-31') AS TABLE
WITH rented AS (
    SELECT fee.*
    FROM dmepos_fees_on(service_date, in_state := in_state, in_rural := in_rural, in_cba := in_cba, known_on := known_on) AS fee
    WHERE fee.hcpcs = upper(code) AND fee.unit = 'month' AND fee.amount IS NOT NULL
),
rule AS (
    SELECT
        rented.*,
        rental.month_from::INTEGER AS month_from,
        rental.month_to::INTEGER AS month_to,
        rental.share::DECIMAL(4, 2) AS share,
        rental.meaning,
        rental.source,
        rental.code_pattern IS NOT NULL AS is_special
    FROM rented
    JOIN dmepos_rental_rules AS rental
        ON rental.category = rented.category
        AND (rental.code_pattern IS NULL OR regexp_full_match(rented.hcpcs, rental.code_pattern))
    QUALIFY is_special = bool_or(is_special) OVER (PARTITION BY rented.hcpcs, rented.modifier, rented.modifier_2, rented.modifier_3)
)
SELECT
    hcpcs,
    modifier,
    modifier_2,
    modifier_3,
    month_from,
    month_to,
    round(amount * share, 2)::DECIMAL(12, 2) AS amount_per_month,
    round(amount * share * 0.20, 2)::DECIMAL(12, 2) AS beneficiary_payment,
    category,
    basis,
    area,
    meaning AS reason,
    source,
    release_id
FROM rule
ORDER BY hcpcs, modifier_2 NULLS FIRST, month_from;
COMMENT ON MACRO TABLE dmepos_rental_months IS 'What a rented item is paid from month to month: one row per modifiers and span of months; an open month_to has no last month';

COMMENT ON TABLE dmepos_rental_rules IS 'What a rented item is paid in which months, by payment class';
COMMENT ON COLUMN dmepos_rental_rules.category IS 'Payment class of the item: CR, OX, FS, IN';
COMMENT ON COLUMN dmepos_rental_rules.code_pattern IS 'Codes for which the rule takes the place of the class''s own; null: all others';
COMMENT ON COLUMN dmepos_rental_rules.month_from IS 'First month of the rental';
COMMENT ON COLUMN dmepos_rental_rules.month_to IS 'Last month; null: no last month';
COMMENT ON COLUMN dmepos_rental_rules.share IS 'Share of the rental fee printed, 0 to 1';
COMMENT ON COLUMN dmepos_rental_rules.meaning IS 'What the rule says';
COMMENT ON COLUMN dmepos_rental_rules.source IS 'Where CMS says so';
