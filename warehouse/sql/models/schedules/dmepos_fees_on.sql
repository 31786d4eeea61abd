-- DMEPOS fees on a day: one row per code and modifiers, in a state (beneficiary's permanent address), its rural ZIP
-- codes or a former competitive bidding area. The fees already include floors and ceilings; without a state the amount
-- is null
--
-- The state, rural ZIP code and former competitive bidding area decide which fee of an item applies.
--
-- columns:
--   hcpcs VARCHAR: HCPCS Level II code
--   schedule VARCHAR: dmepos, or pen: parenteral and enteral nutrition
--   modifier VARCHAR: Modifier of the fee; null for the code itself
--   modifier_2 VARCHAR: Second modifier, if any
--   modifier_3 VARCHAR: Third modifier, if any
--   amount DECIMAL(14,3): Fee in dollars per unit; null without a state or if CMS lists none
--   unit VARCHAR: Unit of the fee: item, month …
--   basis VARCHAR: state, rural or former_cba
--   area VARCHAR: State or former competitive bidding area
--   beneficiary_share DECIMAL(6,5): Share that the beneficiary pays, 0 to 1
--   payment_status VARCHAR: Status of the payment, see payment_statuses
--   reason VARCHAR: Reason for the status
--   category VARCHAR: CMS payment class: IN, CR, OX, FS, PO, SU …
--   jurisdiction VARCHAR: D: DME contractor, L: Part B contractor, J: both
--   release_id VARCHAR: Release of the fee

CREATE MACRO dmepos_fees_on(service_date, in_us_state := NULL, in_rural := false, in_cba := NULL, known_on := DATE '9999-12-31') AS TABLE
SELECT fee.*
FROM _dmepos_fees_on(service_date, in_us_state := in_us_state, in_rural := in_rural, in_cba := in_cba, known_on := known_on) AS fee
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)));
