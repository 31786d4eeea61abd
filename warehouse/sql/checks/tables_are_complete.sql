-- severity: warn
-- holds: a release has every table that it should have
SELECT release_id, table_name, member_pattern, kind, reason FROM tables_missing ORDER BY ALL
