-- Lowest, median and highest payment of each code over all MAC localities, without modifiers, not for qualifying APM
-- participants
--
-- key: hcpcs, release_id, service_from, known_from
-- derived from: pfs-rvu
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: Procedure code
--   locality_count BIGINT: Number of localities
--   nonfacility_low DECIMAL(15,2): Lowest non-facility payment, dollars
--   nonfacility_low_locality VARCHAR: MAC and locality of the lowest payment
--   nonfacility_median DECIMAL(15,2): Median non-facility payment, dollars
--   nonfacility_high DECIMAL(15,2): Highest non-facility payment, dollars
--   nonfacility_high_locality VARCHAR: MAC and locality of the highest payment
--   facility_low DECIMAL(15,2): Lowest facility payment, dollars
--   facility_low_locality VARCHAR: MAC and locality of the lowest payment
--   facility_median DECIMAL(15,2): Median facility payment, dollars
--   facility_high DECIMAL(15,2): Highest facility payment, dollars
--   facility_high_locality VARCHAR: MAC and locality of the highest payment
--   release_id VARCHAR: Release of the values
--   service_from DATE: First date of service
--   known_from DATE: First day on which this was known

CREATE TABLE locality_ranges AS
WITH fee AS (
    SELECT DISTINCT ON (release_id, service_from, known_from, hcpcs, pfs_setting) *
    FROM physician_payments
    WHERE is_base_row AND NOT qualifying_apm AND payment_status = 'paid'
),
local AS (
    SELECT
        fee.hcpcs,
        fee.release_id,
        fee.service_from,
        fee.known_from,
        gpci.mac || ' ' || gpci.locality AS locality,
        least(
            _adjusted(
                _pfs_cents(fee.work_rvu, fee.pe_rvu, fee.mp_rvu, gpci.work_gpci, gpci.pe_gpci, gpci.mp_gpci, fee.conversion_factor),
                fee.adjustment
            ),
            _pfs_cents(fee.work_rvu, fee.opps_pe_rvu, fee.opps_mp_rvu, gpci.work_gpci, gpci.pe_gpci, gpci.mp_gpci, fee.conversion_factor)
        ) AS amount,
        CASE WHEN fee.pfs_setting = 'facility' THEN amount END AS facility,
        CASE WHEN fee.pfs_setting = 'nonfacility' THEN amount END AS nonfacility
    FROM fee
    JOIN pfs_final_gpci AS gpci USING (release_id, service_from, known_from)
)
SELECT
    hcpcs,
    count(DISTINCT locality) AS locality_count,
    _cents_to_dollars(min(nonfacility)) AS nonfacility_low,
    arg_min(locality, nonfacility) AS nonfacility_low_locality,
    _cents_to_dollars(quantile_disc(nonfacility, 0.5)) AS nonfacility_median,
    _cents_to_dollars(max(nonfacility)) AS nonfacility_high,
    arg_max(locality, nonfacility) AS nonfacility_high_locality,
    _cents_to_dollars(min(facility)) AS facility_low,
    arg_min(locality, facility) AS facility_low_locality,
    _cents_to_dollars(quantile_disc(facility, 0.5)) AS facility_median,
    _cents_to_dollars(max(facility)) AS facility_high,
    arg_max(locality, facility) AS facility_high_locality,
    release_id,
    service_from,
    known_from
FROM local
GROUP BY hcpcs, release_id, service_from, known_from
ORDER BY hcpcs, release_id, service_from, known_from;
