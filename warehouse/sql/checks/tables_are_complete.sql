-- severity: warn
-- holds: a release has every table that it should have, except those that a correction leaves out
SELECT release_id, table_name, member_pattern, kind, reason FROM tables_missing WHERE kind <> 'accepted' ORDER BY ALL
