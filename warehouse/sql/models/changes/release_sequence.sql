-- Each release with the one it follows in its series
--
-- key: release_id
-- columns:
--   release_id VARCHAR: Release
--   series VARCHAR: Series
--   previous_release_id VARCHAR: Release before it; of a re-posting the posting before; null for the first
--   kind VARCHAR: correction: CMS re-posted the release; law: an R release or one from mid-quarter, which Congress
--     caused; else quarterly

CREATE VIEW release_sequence AS
SELECT
    release_id,
    series,
    lag(release_id) OVER in_series AS previous_release_id,
    CASE
        WHEN revision > 1 THEN 'correction'
        WHEN regexp_matches(vintage, '^\d{4}[A-D]R|^\d{4}-\d\d-\d\d$') THEN 'law'
        ELSE 'quarterly'
    END AS kind
FROM releases
WINDOW in_series AS (PARTITION BY series ORDER BY service_from, vintage, revision);
