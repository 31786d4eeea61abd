-- Every row of the MUE table that CMS posted as this release (ncci-mue-hospital 2024Q3 r1)
--
-- columns:
--   hcpcs VARCHAR: Procedure code
--   mue_value INTEGER: Maximum units paid; 0 is a limit
--   mai VARCHAR: Code of the list mai: how the limit is applied
--   rationale VARCHAR: Code of the list mue_rationale

CREATE MACRO ncci_mue_listed(release_id) AS TABLE
SELECT hcpcs, mue_value, mai, rationale
FROM ncci_mue
WHERE ncci_table = _ncci_table(release_id)
    AND _is_listed(first_release_id, last_release_id, release_id)
UNION ALL
SELECT
    none.value::VARCHAR AS hcpcs,
    none.value::INTEGER AS mue_value,
    none.value::VARCHAR AS mai,
    none.value::VARCHAR AS rationale
FROM (SELECT _release_of_problem(release_id, 'ncci-mue-') AS problem) AS asked, range(1, _one_unless(asked.problem)) AS none (value);
