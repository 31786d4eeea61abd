-- Number of PTP edits of a code in each column, and the eight partner codes with the highest payment
--
-- Partners are ranked by the physician payment in the fee schedule of the first day, see ptp_slices.
--
-- key: hcpcs, ncci_table, service_from, known_from
-- derived from: ncci-ptp-practitioner, ncci-ptp-hospital, pfs-rvu
-- rebuilt: per slice
-- parts: by code
-- columns:
--   hcpcs VARCHAR: Procedure code
--   ncci_table VARCHAR: practitioner or hospital
--   as_column_1 BIGINT: Edits in which the code is paid
--   as_column_1_bypassable BIGINT: Number of those that a modifier can bypass
--   top_column_2 STRUCT(hcpcs VARCHAR, answer VARCHAR, latest_payment DECIMAL(15,2), rationale VARCHAR)[]: The eight
--     other codes with the highest payment; latest_payment is from the fee schedule of the first day or, if none is
--     loaded, from the last one before it
--   as_column_2 BIGINT: Edits in which the code is not paid
--   as_column_2_bypassable BIGINT: Number of those that a modifier can bypass
--   top_column_1 STRUCT(hcpcs VARCHAR, answer VARCHAR, latest_payment DECIMAL(15,2), rationale VARCHAR)[]: The eight
--     other codes with the highest payment; latest_payment is from the fee schedule of the first day or, if none is
--     loaded, from the last one before it
--   release_id VARCHAR: Release of the values
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE ncci_bundles AS
WITH sided AS (
    SELECT * EXCLUDE (column_1, column_2), column_1 AS hcpcs, column_2 AS partner, 1 AS stands_in FROM ncci_ptp
    UNION ALL BY NAME
    SELECT * EXCLUDE (column_1, column_2), column_2 AS hcpcs, column_1 AS partner, 2 AS stands_in FROM ncci_ptp_by_column_2
),
side AS (
    SELECT
        sided.hcpcs,
        sided.ncci_table,
        sided.stands_in,
        stretch.service_from,
        stretch.known_from,
        count(*) AS partners,
        count(*) FILTER (sided.modifier_indicator = '1') AS bypassable,
        max_by(
            {
                'hcpcs': sided.partner,
                'answer': _ptp_answer(sided.modifier_indicator),
                'latest_payment': worth.payment,
                'rationale': sided.rationale
            },
            (coalesce(worth.payment, 0), sided.partner),
            8
        ) AS top_partners
    FROM sided
    JOIN ptp_stretches AS stretch
        ON stretch.ncci_table = sided.ncci_table
        AND stretch.first_release_id = sided.first_release_id
        AND stretch.last_release_id IS NOT DISTINCT FROM sided.last_release_id
        AND stretch.effective_date = sided.effective_date
        AND stretch.deletion_date IS NOT DISTINCT FROM sided.deletion_date
    LEFT JOIN partner_payments AS worth
        ON worth.partner = sided.partner
        AND worth.pfs_release_id = stretch.pfs_release_id
        AND worth.pfs_from = stretch.pfs_from
        AND worth.pfs_known_from = stretch.pfs_known_from
    WHERE sided.modifier_indicator <> '9'
    GROUP BY ALL
)
SELECT
    side.hcpcs,
    side.ncci_table,
    coalesce(any_value(side.partners) FILTER (side.stands_in = 1), 0) AS as_column_1,
    coalesce(any_value(side.bypassable) FILTER (side.stands_in = 1), 0) AS as_column_1_bypassable,
    coalesce(any_value(side.top_partners) FILTER (side.stands_in = 1), []) AS top_column_2,
    coalesce(any_value(side.partners) FILTER (side.stands_in = 2), 0) AS as_column_2,
    coalesce(any_value(side.bypassable) FILTER (side.stands_in = 2), 0) AS as_column_2_bypassable,
    coalesce(any_value(side.top_partners) FILTER (side.stands_in = 2), []) AS top_column_1,
    slice.release_id,
    slice.service_from,
    slice.service_to,
    slice.known_from,
    slice.known_to
FROM side
JOIN ptp_slices AS slice
    ON slice.ncci_table = side.ncci_table AND slice.service_from = side.service_from AND slice.known_from = side.known_from
GROUP BY side.hcpcs, side.ncci_table, slice.release_id, slice.service_from, slice.service_to, slice.known_from, slice.known_to
ORDER BY side.hcpcs, side.ncci_table, slice.service_from, slice.known_from;
