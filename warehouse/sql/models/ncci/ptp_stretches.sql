-- In which slices of time PTP edits are in force that share the first and last listing and the effective and deletion dates
--
-- Millions of edits share some hundred of these stretches.
--
-- key: ncci_table, first_release_id, last_release_id, effective_date, deletion_date
-- derived from: ncci-ptp-practitioner, ncci-ptp-hospital
-- columns:
--   ncci_table VARCHAR: practitioner or hospital
--   first_release_id VARCHAR: First release that lists the edits
--   last_release_id VARCHAR: Last release that lists them; null while the newest one held does
--   effective_date DATE: First day on which they are in force
--   deletion_date DATE: Last day on which they are in force; null while there is none
--   places BIGINT[]: Slices of time in which they are in force, see ptp_slices

CREATE TEMP TABLE ptp_stretches AS
SELECT
    stretch.*,
    list(slice.place ORDER BY slice.place) AS places
FROM (
    SELECT DISTINCT ncci_table, first_release_id, last_release_id, effective_date, deletion_date
    FROM ncci_ptp
    WHERE modifier_indicator <> '9'
) AS stretch
JOIN ptp_slices AS slice
    ON slice.ncci_table = stretch.ncci_table
    AND _is_listed(stretch.first_release_id, stretch.last_release_id, slice.release_id)
    AND slice.service_from >= stretch.effective_date
    AND _in_force_on(stretch.deletion_date, slice.service_from)
GROUP BY ALL;
