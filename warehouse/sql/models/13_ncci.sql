-- NCCI tables as CMS posted them, given back from the episodes.

CREATE MACRO _ncci_table(release_id) AS split_part(split_part(release_id, ' ', 1), '-', -1);
COMMENT ON MACRO _ncci_table IS 'practitioner, hospital or dme, from the id of an NCCI release';

-- Written so, and neither as coalesce(day, …) >= … nor as day IS NULL OR …: filtering by those, DuckDB 2.0.0 drops most
-- of the rows whose day is null, on some dates and not on others.
CREATE MACRO _in_force_on(last, asked) AS ((asked <= last) IS DISTINCT FROM false);
COMMENT ON MACRO _in_force_on IS 'Whether something that goes on to a last day, or without one, goes on to the day asked for';

-- Ids of a series are as long as each other until CMS posts a release for the tenth time; r10 follows r9.
CREATE MACRO _release_leq(one, other) AS if(
    length(one) = length(other),
    one <= other,
    split_part(one, ' r', 1) || lpad(split_part(one, ' r', 2), 9, '0')
        <= split_part(other, ' r', 1) || lpad(split_part(other, ' r', 2), 9, '0')
);
COMMENT ON MACRO _release_leq IS 'Whether of two releases of an NCCI series the first is the same as the other or comes before it';

CREATE MACRO _is_listed(first, last, asked) AS (_release_leq(first, asked) AND _release_leq(asked, last) IS DISTINCT FROM false);
COMMENT ON MACRO _is_listed IS 'Whether an NCCI row with this first and last release is in the release asked for';

CREATE MACRO ncci_ptp_listed(release_id) AS TABLE
SELECT column_1, column_2, prior_to_1996, effective_date, deletion_date, modifier_indicator, rationale
FROM ncci_ptp
WHERE ncci_table = _ncci_table(release_id)
    AND _is_listed(first_release_id, last_release_id, release_id);
COMMENT ON MACRO TABLE ncci_ptp_listed IS 'Every row of the PTP table that CMS posted as this release (ncci-ptp-practitioner 2024Q3 r1), exact duplicates once';

CREATE MACRO ncci_mue_listed(release_id) AS TABLE
SELECT hcpcs, mue_value, mai, rationale
FROM ncci_mue
WHERE ncci_table = _ncci_table(release_id)
    AND _is_listed(first_release_id, last_release_id, release_id);
COMMENT ON MACRO TABLE ncci_mue_listed IS 'Every row of the MUE table that CMS posted as this release (ncci-mue-hospital 2024Q3 r1)';
