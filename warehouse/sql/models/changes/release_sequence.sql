-- Each release with its predecessor in the series
--
-- key: release_id
-- columns:
--   release_id VARCHAR: Release
--   series VARCHAR: Series
--   previous_release_id VARCHAR: Previous release; for a re-posting, the previous posting; null for the first
--   kind VARCHAR: correction: CMS re-posted the release; law: an R or mid-quarter release caused by an act of Congress;
--     otherwise quarterly

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
