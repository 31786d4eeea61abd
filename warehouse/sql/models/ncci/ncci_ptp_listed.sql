-- Every row of the PTP table that CMS posted as this release (ncci-ptp-practitioner 2024Q3 r1), exact duplicates once
--
-- columns:
--   column_1 VARCHAR: Code that is paid
--   column_2 VARCHAR: Code that is not paid with it
--   prior_to_1996 BOOLEAN: Whether the edit was in force before 1996
--   effective_date DATE: First day in force
--   deletion_date DATE: Last day in force; null: no end date
--   modifier_indicator VARCHAR: Code of the list ptp_modifier_indicator
--   rationale VARCHAR: Code of the list ptp_rationale

CREATE MACRO ncci_ptp_listed(release_id) AS TABLE
SELECT column_1, column_2, prior_to_1996, effective_date, deletion_date, modifier_indicator, rationale
FROM ncci_ptp
WHERE ncci_table = _ncci_table(release_id)
    AND _is_listed(first_release_id, last_release_id, release_id)
UNION ALL
SELECT
    none.value::VARCHAR AS column_1,
    none.value::VARCHAR AS column_2,
    none.value::BOOLEAN AS prior_to_1996,
    try_cast(none.value::VARCHAR AS DATE) AS effective_date,
    try_cast(none.value::VARCHAR AS DATE) AS deletion_date,
    none.value::VARCHAR AS modifier_indicator,
    none.value::VARCHAR AS rationale
FROM (SELECT _release_of_problem(release_id, 'ncci-ptp-') AS problem) AS asked, range(1, _one_unless(asked.problem)) AS none (value);
