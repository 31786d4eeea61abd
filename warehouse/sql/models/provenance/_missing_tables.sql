-- Internal: why a table of a release is missing, as text for answers; one row per release and table
--
-- key: release_id, table_name
-- columns:
--   release_id VARCHAR: Release that is loaded in part
--   table_name VARCHAR: Table that is missing in whole or in part
--   reason VARCHAR: Reason, with the member and its error

CREATE VIEW _missing_tables AS
SELECT
    release_id,
    table_name,
    CASE
        WHEN bool_or(kind = 'rejected') THEN 'CMS posted it, but the file could not be read: '
        ELSE ''
    END || string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reason
FROM tables_missing
GROUP BY release_id, table_name;
