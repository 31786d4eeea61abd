-- Monthly payments of a rented item: one row per set of modifiers and range of months; a null month_to means no last
-- month. Arguments that are not understood raise an error
--
-- columns:
--   hcpcs VARCHAR: HCPCS Level II code
--   modifier VARCHAR: Modifier of the fee; null for the code itself
--   modifier_2 VARCHAR: Second modifier, if any
--   modifier_3 VARCHAR: Third modifier, if any
--   month_from INTEGER: First month of the rental for which the amount is paid
--   month_to INTEGER: Last month of the rental for which the amount is paid; null: no last month
--   amount_per_month DECIMAL(12,2): Dollars per month
--   beneficiary_payment DECIMAL(12,2): The beneficiary's 20% of the payment, dollars
--   category VARCHAR: CMS payment class: IN, CR, OX, FS …
--   basis VARCHAR: state, rural or former_cba
--   area VARCHAR: State or former competitive bidding area
--   reason VARCHAR: Description of the rule
--   source VARCHAR: CMS source of the rule
--   release_id VARCHAR: Release of the fee

CREATE MACRO dmepos_rental_months(code, service_date, in_us_state, in_rural := false, in_cba := NULL, known_on := DATE '9999-12-31') AS TABLE
WITH rented AS (
    SELECT fee.*
    FROM _dmepos_fees_on(service_date, in_us_state := in_us_state, in_rural := in_rural, in_cba := in_cba, known_on := known_on) AS fee
    WHERE fee.hcpcs = _code(code) AND fee.unit = 'month' AND fee.amount IS NOT NULL
),
rule AS (
    SELECT
        rented.*,
        rental.month_from,
        rental.month_to,
        rental.share,
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
    rule.hcpcs,
    rule.modifier,
    rule.modifier_2,
    rule.modifier_3,
    rule.month_from,
    rule.month_to,
    round(rule.amount * rule.share, 2)::DECIMAL(12, 2) AS amount_per_month,
    round(rule.amount * rule.share * 0.20, 2)::DECIMAL(12, 2) AS beneficiary_payment,
    rule.category,
    rule.basis,
    rule.area,
    rule.meaning AS reason,
    rule.source,
    rule.release_id
FROM rule
CROSS JOIN range(_one_unless(coalesce(
    _code_problem(code),
    _day_problem(service_date, known_on),
    CASE WHEN in_us_state IS NULL THEN 'no state is given' END,
    _state_problem(in_us_state),
    CASE WHEN in_rural IS NULL THEN 'in_rural is null: true or false' END
)))
ORDER BY rule.hcpcs, rule.modifier_2 NULLS FIRST, rule.month_from;
