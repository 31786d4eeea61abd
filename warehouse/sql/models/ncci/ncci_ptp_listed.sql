-- Every row of the PTP table that CMS posted as this release (ncci-ptp-practitioner 2024Q3 r1), exact duplicates once

CREATE MACRO ncci_ptp_listed(release_id) AS TABLE
SELECT column_1, column_2, prior_to_1996, effective_date, deletion_date, modifier_indicator, rationale
FROM ncci_ptp
WHERE ncci_table = _ncci_table(release_id)
    AND _is_listed(first_release_id, last_release_id, release_id);
