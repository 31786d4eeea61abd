-- One row per code and period: past values of the physician fee schedule on a card
--
-- key: hcpcs, service_from, known_from
-- derived from: pfs-rvu
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: Procedure code
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   release_id VARCHAR: Release of the values
--   total_rvu_nonfacility DECIMAL(9,2): Total RVUs outside a facility, as listed even if NA
--   total_rvu_facility DECIMAL(9,2): Total RVUs in a facility, as listed even if NA
--   conversion_factor DECIMAL(9,4): Dollars per RVU, not for qualifying APM participants
--   physician_payment_nonfacility DECIMAL(15,2): National payment outside a facility, dollars; null unless the status
--     is paid
--   physician_payment_facility DECIMAL(15,2): National payment of the physician in a facility, dollars; null unless the
--     status is paid
--   payment_status_nonfacility VARCHAR: Status of physician_payment_nonfacility, see payment_statuses
--   payment_status_facility VARCHAR: Status of physician_payment_facility, see payment_statuses
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TEMP TABLE card_history AS
SELECT
    hcpcs,
    service_from,
    service_to,
    release_id,
    total_rvu_nonfacility,
    total_rvu_facility,
    conversion_factor,
    physician_payment_nonfacility,
    physician_payment_facility,
    payment_status_nonfacility,
    payment_status_facility,
    known_from,
    known_to
FROM physician_fees
WHERE is_base_row;
