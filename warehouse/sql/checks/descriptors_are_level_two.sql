-- severity: block
-- holds: no descriptor of a CPT or dental code is stored
SELECT release_id, hcpcs FROM pfs_rvu WHERE description IS NOT NULL AND NOT regexp_matches(hcpcs, '^[A-CE-V]')
UNION ALL
SELECT release_id, hcpcs FROM opps_addendum_b WHERE description IS NOT NULL AND NOT regexp_matches(hcpcs, '^[A-CE-V]')
UNION ALL
SELECT release_id, hcpcs FROM asc_addendum_aa WHERE description IS NOT NULL AND NOT regexp_matches(hcpcs, '^[A-CE-V]')
UNION ALL
SELECT release_id, hcpcs FROM asc_addendum_bb WHERE description IS NOT NULL AND NOT regexp_matches(hcpcs, '^[A-CE-V]')
UNION ALL
SELECT release_id, hcpcs FROM asc_addendum_ee WHERE description IS NOT NULL AND NOT regexp_matches(hcpcs, '^[A-CE-V]')
UNION ALL
SELECT release_id, hcpcs FROM asc_addendum_ff WHERE description IS NOT NULL AND NOT regexp_matches(hcpcs, '^[A-CE-V]')
