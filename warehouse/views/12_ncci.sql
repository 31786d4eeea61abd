-- NCCI tables as CMS posted them, given back from the episodes.

CREATE MACRO ncci_setting(release_id) AS split_part(split_part(release_id, ' ', 1), '-', -1);
COMMENT ON MACRO ncci_setting IS 'practitioner, hospital or dme, from the id of an NCCI release';

-- Written so, and never as coalesce(day, …) >= …: DuckDB 2.0.0 drops the rows whose day is null when it filters by that.
CREATE MACRO is_open_until(last, asked) AS (last IS NULL OR asked <= last);
COMMENT ON MACRO is_open_until IS 'Whether something that goes on to a last day or release, or without one, goes on to the one asked for';

CREATE MACRO ncci_ptp_listed(release_id) AS TABLE
SELECT column_1, column_2, prior_to_1996, effective_date, deletion_date, modifier_indicator, rationale
FROM ncci_ptp
WHERE setting = ncci_setting(release_id)
    AND release_id >= first_release_id AND is_open_until(last_release_id, release_id);
COMMENT ON MACRO TABLE ncci_ptp_listed IS 'Every row of the PTP table that CMS posted as this release (ncci-ptp-practitioner 2024Q3 r1), exact duplicates once';

CREATE MACRO ncci_mue_listed(release_id) AS TABLE
SELECT hcpcs, mue_value, mai, rationale
FROM ncci_mue
WHERE setting = ncci_setting(release_id)
    AND release_id >= first_release_id AND is_open_until(last_release_id, release_id);
COMMENT ON MACRO TABLE ncci_mue_listed IS 'Every row of the MUE table that CMS posted as this release (ncci-mue-hospital 2024Q3 r1)';
