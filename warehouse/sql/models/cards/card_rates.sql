-- One row per code, site and period: past facility payments on a card
--
-- derived from: pfs-rvu, opps, asc, clfs, asp, dmepos
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: Procedure code
--   site VARCHAR: office, hospital_outpatient or asc
--   facility_payment DECIMAL(15,3): Facility payment in dollars; for drugs, per billing unit
--   facility_status VARCHAR: Status of the facility part, see payment_statuses
--   apc VARCHAR: Ambulatory payment classification
--   indicator VARCHAR: OPPS status indicator or ASC payment indicator
--   release_id VARCHAR: Release of the facility's rate
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TEMP TABLE card_rates AS
SELECT
    hcpcs,
    site,
    facility_payment,
    facility_status,
    apc,
    coalesce(status_indicator, payment_indicator) AS indicator,
    facility_release_id AS release_id,
    min(service_from) AS service_from,
    max(service_to) AS service_to,
    min(known_from) AS known_from,
    max(known_to) AS known_to
FROM site_of_service
WHERE facility_release_id IS NOT NULL AND facility_status <> 'not_listed'
GROUP BY ALL;
