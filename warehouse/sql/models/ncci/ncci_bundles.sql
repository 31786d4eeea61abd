-- How many PTP edits a code has in each column, and the eight partners worth most
--
-- key: hcpcs, ncci_table, service_from, known_from
-- derived from: ncci-ptp-practitioner, ncci-ptp-hospital, pfs-rvu
-- columns:
--   hcpcs VARCHAR: Procedure code
--   ncci_table VARCHAR: practitioner or hospital
--   as_column_1 BIGINT: Edits in which the code is the one that is paid
--   as_column_1_bypassable BIGINT: Of those, bypassable by a modifier
--   top_column_2 STRUCT(hcpcs VARCHAR, answer VARCHAR, latest_payment DECIMAL(15,2), rationale VARCHAR)[]: Of the other
--     codes, the eight whose latest payment is highest
--   as_column_2 BIGINT: Edits in which the code is the one that is not paid
--   as_column_2_bypassable BIGINT: Of those, bypassable by a modifier
--   top_column_1 STRUCT(hcpcs VARCHAR, answer VARCHAR, latest_payment DECIMAL(15,2), rationale VARCHAR)[]: Of the other
--     codes, the eight whose latest payment is highest
--   release_id VARCHAR: Release of the figures
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE ncci_bundles AS
WITH in_force AS (
    SELECT
        slice.release_id,
        slice.ncci_table,
        slice.service_from,
        slice.service_to,
        slice.known_from,
        slice.known_to,
        edit.column_1,
        edit.column_2,
        edit.modifier_indicator = '1' AS is_bypassable,
        edit.rationale
    FROM ptp_slices AS slice
    JOIN ncci_ptp AS edit
        ON edit.ncci_table = slice.ncci_table
        AND _is_listed(edit.first_release_id, edit.last_release_id, slice.release_id)
        AND slice.service_from >= edit.effective_date
        AND _in_force_on(edit.deletion_date, slice.service_from)
        AND edit.modifier_indicator <> '9'
),
worth AS (
    SELECT hcpcs, max_by(greatest(physician_payment_facility, physician_payment_nonfacility), (service_from, known_from)) AS payment
    FROM physician_fees
    WHERE is_base_row
    GROUP BY hcpcs
),
sided AS (
    SELECT * EXCLUDE (column_1, column_2), column_1 AS hcpcs, column_2 AS partner, 1 AS stands_in FROM in_force
    UNION ALL
    SELECT * EXCLUDE (column_1, column_2), column_2, column_1, 2 FROM in_force
),
side AS (
    SELECT
        sided.hcpcs,
        sided.ncci_table,
        sided.stands_in,
        count(*) AS partners,
        count(*) FILTER (sided.is_bypassable) AS bypassable,
        max_by(
            {
                'hcpcs': sided.partner,
                'answer': if(sided.is_bypassable, 'bypassable', 'edit'),
                'latest_payment': worth.payment,
                'rationale': sided.rationale
            },
            (coalesce(worth.payment, 0), sided.partner),
            8
        ) AS top_partners,
        sided.release_id,
        sided.service_from,
        sided.service_to,
        sided.known_from,
        sided.known_to
    FROM sided
    LEFT JOIN worth ON worth.hcpcs = sided.partner
    GROUP BY ALL
)
SELECT
    hcpcs,
    ncci_table,
    coalesce(any_value(partners) FILTER (stands_in = 1), 0) AS as_column_1,
    coalesce(any_value(bypassable) FILTER (stands_in = 1), 0) AS as_column_1_bypassable,
    coalesce(any_value(top_partners) FILTER (stands_in = 1), []) AS top_column_2,
    coalesce(any_value(partners) FILTER (stands_in = 2), 0) AS as_column_2,
    coalesce(any_value(bypassable) FILTER (stands_in = 2), 0) AS as_column_2_bypassable,
    coalesce(any_value(top_partners) FILTER (stands_in = 2), []) AS top_column_1,
    release_id,
    service_from,
    service_to,
    known_from,
    known_to
FROM side
GROUP BY ALL
ORDER BY hcpcs, ncci_table, service_from, known_from;
