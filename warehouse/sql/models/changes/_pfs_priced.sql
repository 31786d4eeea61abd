-- A release of the physician fee schedule, one row per code, modifier, kind of participant and setting: its payment,
-- nationally or in a locality, and the parts of it; null if it is not paid from RVUs or the paid amount is not settled
--
-- Amounts come from physician_payments: if a law split the release into periods, from its last period, by the laws
-- enacted since.

CREATE MACRO _pfs_priced(in_release, in_mac, in_locality) AS TABLE
SELECT
    rvu.hcpcs,
    rvu.modifier,
    rvu.qualifying_apm,
    fee.pfs_setting,
    fee.work_rvu AS work,
    fee.pe_rvu AS pe,
    fee.mp_rvu AS mp,
    fee.pfs_setting = 'facility' AS in_facility,
    CASE WHEN in_facility THEN rvu.total_rvu_facility ELSE rvu.total_rvu_nonfacility END AS total,
    CASE WHEN in_facility THEN rvu.opps_pe_rvu_facility ELSE rvu.opps_pe_rvu_nonfacility END AS opps_pe,
    rvu.opps_mp_rvu AS opps_mp,
    fee.conversion_factor * fee.adjustment AS factor,
    CASE WHEN in_facility THEN rvu.na_facility ELSE rvu.na_nonfacility END AS is_na,
    CASE WHEN in_facility THEN rvu.pe_rvu_facility_fully_implemented ELSE rvu.pe_rvu_nonfacility_fully_implemented END AS pe_full,
    CASE WHEN in_facility THEN rvu.total_rvu_facility_fully_implemented ELSE rvu.total_rvu_nonfacility_fully_implemented END AS total_full,
    CASE WHEN in_facility THEN rvu.na_facility_fully_implemented ELSE rvu.na_nonfacility_fully_implemented END AS is_na_full,
    -- Some years' files lack these columns.
    count(rvu.pricing_indicator) OVER () > 0 AS has_pricing,
    count(rvu.pe_rvu_facility_fully_implemented) OVER () > 0 AS has_full,
    CASE WHEN in_mac IS NULL THEN 1 ELSE place.work_index END AS work_gpci,
    CASE WHEN in_mac IS NULL THEN 1 ELSE place.pe_index END AS pe_gpci,
    CASE WHEN in_mac IS NULL THEN 1 ELSE place.mp_index END AS mp_gpci,
    _local_payment(fee.payment_status, work, pe, mp, NULL, NULL, work_gpci, pe_gpci, mp_gpci, fee.conversion_factor, fee.adjustment) AS uncapped,
    _local_payment(
        fee.payment_status, work, pe, mp, fee.opps_pe_rvu, fee.opps_mp_rvu, work_gpci, pe_gpci, mp_gpci, fee.conversion_factor, fee.adjustment
    ) AS amount,
    rvu.* EXCLUDE (
        hcpcs, modifier, qualifying_apm, work_rvu, mp_rvu, opps_mp_rvu, conversion_factor,
        pe_rvu_nonfacility, pe_rvu_facility, total_rvu_nonfacility, total_rvu_facility, opps_pe_rvu_nonfacility, opps_pe_rvu_facility,
        na_nonfacility, na_facility, pe_rvu_nonfacility_fully_implemented, pe_rvu_facility_fully_implemented,
        total_rvu_nonfacility_fully_implemented, total_rvu_facility_fully_implemented,
        na_nonfacility_fully_implemented, na_facility_fully_implemented
    )
FROM pfs_rvu AS rvu
JOIN (
    SELECT DISTINCT ON (hcpcs, modifier, pfs_setting, qualifying_apm) *
    FROM physician_payments
    WHERE release_id = in_release
    ORDER BY service_from DESC, known_from DESC
) AS fee
    ON fee.hcpcs = rvu.hcpcs AND fee.modifier IS NOT DISTINCT FROM rvu.modifier AND fee.qualifying_apm = rvu.qualifying_apm
LEFT JOIN (
    SELECT DISTINCT ON (gpci.release_id) gpci.release_id, gpci.work_gpci AS work_index, gpci.pe_gpci AS pe_index, gpci.mp_gpci AS mp_index
    FROM pfs_final_gpci AS gpci
    WHERE gpci.mac = _mac(in_mac) AND gpci.locality = _locality(in_locality)
    ORDER BY gpci.service_from DESC, gpci.known_from DESC
) AS place ON place.release_id = rvu.release_id
WHERE rvu.release_id = in_release;
