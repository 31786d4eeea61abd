-- severity: warn, block above 20 per release
-- holds: the QPP and nonQPP files of a release list the same payable codes
-- CMS has posted two files since 2026. The QPP file prices only qualifying APM participants.
WITH posted_twice AS (
    SELECT release_id FROM pfs_rvu WHERE qualifying_apm GROUP BY release_id
),
listed AS (
    SELECT release_id, hcpcs, modifier, bool_or(qualifying_apm) AS is_in_qpp, bool_or(NOT qualifying_apm) AS is_in_nonqpp
    FROM pfs_rvu
    SEMI JOIN posted_twice USING (release_id)
    GROUP BY ALL
    HAVING bool_or(qualifying_apm) OR bool_or(status_code IN ('A', 'R', 'T'))
)
SELECT release_id, hcpcs, modifier, CASE WHEN is_in_qpp THEN 'nonQPP' ELSE 'QPP' END AS missing_in
FROM listed
WHERE NOT (is_in_qpp AND is_in_nonqpp)
