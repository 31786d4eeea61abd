-- Highest national physician payment of a code, which ranks the edits with it
--
-- The column is not named hcpcs: a build in ranges of codes needs the partners of all codes.
--
-- key: pfs_release_id, pfs_from, pfs_known_from, partner
-- derived from: pfs-rvu
-- columns:
--   partner VARCHAR: Procedure code
--   pfs_release_id VARCHAR: Release of the fee schedule
--   pfs_from DATE: First day of the period with the same factor, floor and flags, see pfs_spans
--   pfs_known_from DATE: First day on which that period was known
--   payment DECIMAL(15,2): The higher of its national facility and non-facility payments, dollars

CREATE TEMP TABLE partner_payments AS
SELECT
    hcpcs AS partner,
    release_id AS pfs_release_id,
    service_from AS pfs_from,
    known_from AS pfs_known_from,
    greatest(physician_payment_facility, physician_payment_nonfacility) AS payment
FROM physician_fees
WHERE is_base_row AND coalesce(physician_payment_facility, physician_payment_nonfacility) IS NOT NULL;
