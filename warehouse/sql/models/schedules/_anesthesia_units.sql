-- Internal: anesthesia base units as CMS listed them, and the rows of its file that could not be read
--
-- key: release_id, hcpcs
-- derived from: anesthesia-base-units
-- columns:
--   release_id VARCHAR: Release
--   hcpcs VARCHAR: Anesthesia code
--   base_units INTEGER: Base units; null if the row could not be read
--   unreadable_reason VARCHAR: Why it could not be read; null if it was read

CREATE VIEW _anesthesia_units AS
SELECT release_id, hcpcs, base_units, NULL::VARCHAR AS unreadable_reason FROM anesthesia_base_units
UNION ALL
SELECT unread.release_id, unread.hcpcs, NULL, min(unread.reason)
FROM unreadable_rows AS unread
ANTI JOIN anesthesia_base_units AS loaded ON loaded.release_id = unread.release_id AND loaded.hcpcs = unread.hcpcs
WHERE unread.table_name = 'anesthesia_base_units' AND _code(unread.hcpcs) IS NOT NULL
GROUP BY ALL;
