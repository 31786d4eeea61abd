-- Periods that PTP edits share, with the time slices in which they are in force
--
-- Millions of edits share a few hundred combinations of first and last release and of effective and deletion dates.
--
-- key: ncci_table, first_release_id, last_release_id, effective_date, deletion_date, service_from, known_from
-- derived from: ncci-ptp-practitioner, ncci-ptp-hospital, pfs-rvu
-- rebuilt: per slice
-- columns:
--   ncci_table VARCHAR: practitioner or hospital
--   first_release_id VARCHAR: First release that lists the edits
--   last_release_id VARCHAR: Last release that lists them; null while the newest loaded release does
--   effective_date DATE: First day on which they are in force
--   deletion_date DATE: Last day on which they are in force; null if there is none
--   service_from DATE: First day of the slice, see ptp_slices
--   known_from DATE: First day on which the slice was known
--   pfs_release_id VARCHAR: Fee schedule that ranks the codes in the slice
--   pfs_from DATE: First day of the period with the same factor, floor and flags
--   pfs_known_from DATE: First day on which that period was known

CREATE TEMP TABLE ptp_stretches AS
SELECT
    stretch.*,
    slice.service_from,
    slice.known_from,
    slice.pfs_release_id,
    slice.pfs_from,
    slice.pfs_known_from
FROM (
    SELECT DISTINCT ncci_table, first_release_id, last_release_id, effective_date, deletion_date
    FROM ncci_ptp
    WHERE modifier_indicator <> '9'
) AS stretch
JOIN ptp_slices AS slice
    ON slice.ncci_table = stretch.ncci_table
    AND _is_listed(stretch.first_release_id, stretch.last_release_id, slice.release_id)
    AND slice.service_from >= stretch.effective_date
    AND _in_force_on(stretch.deletion_date, slice.service_from);
