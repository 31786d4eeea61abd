-- Payment of each site for a code on a day, with the schedule that pays: one row per code and site, dollars per unit.
-- Q4 tests stay packaged but show the laboratory fee; a drug has no professional part; equipment needs a state
--
-- site_of_service_on has every national amount; only equipment fees depend on the state.
--
-- columns:
--   hcpcs VARCHAR: HCPCS code
--   site VARCHAR: office, hospital_outpatient or asc
--   schedule VARCHAR: Schedule that pays: physician, hospital_outpatient, asc, laboratory, drug or dmepos
--   amount DECIMAL(14,3): Dollars per unit; null unless payment_status is paid
--   unit VARCHAR: Unit of the amount: service, item, month, a drug's billing unit …
--   amount_if_billed_alone DECIMAL(14,3): Dollars if a code that is otherwise packaged is billed alone
--   payment_status VARCHAR: Status of the payment, see payment_statuses
--   reason VARCHAR: Reason for the status
--   release_id VARCHAR: Release of the amount

CREATE MACRO site_payments_on(service_date, in_us_state := NULL, in_rural := false, known_on := DATE '9999-12-31') AS TABLE
SELECT cell.*
FROM _site_payments_on(service_date, in_us_state := in_us_state, in_rural := in_rural, known_on := known_on) AS cell
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)));
