-- Physician payments in every MAC locality on a date of service: one row per locality, code, listed modifier, setting
-- and kind of participant; payment is null unless the status is paid
--
-- columns:
--   mac VARCHAR: Medicare contractor
--   locality VARCHAR: Locality of the contractor
--   locality_name VARCHAR: Name of the locality, as CMS lists it
--   hcpcs VARCHAR: Procedure code
--   modifier VARCHAR: Modifier of the CMS row; null for the code itself
--   pfs_setting VARCHAR: facility or nonfacility
--   qualifying_apm BOOLEAN: Whether the row is for qualifying participants of an advanced alternative payment model
--   payment DECIMAL(15,2): Dollars in the locality; null unless payment_status is paid
--   payment_status VARCHAR: Status of the payment, see payment_statuses
--   release_id VARCHAR: Release of the values

CREATE MACRO physician_payments_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    gpci.mac,
    gpci.locality,
    gpci.locality_name,
    fee.hcpcs,
    fee.modifier,
    fee.pfs_setting,
    fee.qualifying_apm,
    _local_payment(
        fee.payment_status, fee.work_rvu, fee.pe_rvu, fee.mp_rvu, fee.opps_pe_rvu, fee.opps_mp_rvu,
        gpci.work_gpci, gpci.pe_gpci, gpci.mp_gpci, fee.conversion_factor, fee.adjustment
    ) AS payment,
    CASE WHEN fee.payment_status = 'paid' AND gpci.unreadable_reason IS NOT NULL THEN 'unreadable' ELSE fee.payment_status END AS payment_status,
    fee.release_id
FROM physician_payments AS fee
JOIN pfs_final_gpci AS gpci
    ON gpci.release_id = fee.release_id AND gpci.service_from = fee.service_from AND gpci.known_from = fee.known_from
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)))
WHERE service_date::DATE BETWEEN fee.service_from AND fee.service_to AND known_on::DATE BETWEEN fee.known_from AND fee.known_to;
