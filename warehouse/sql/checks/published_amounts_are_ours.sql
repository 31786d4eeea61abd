-- severity: warn
-- holds: our amounts equal those of CMS's national payment and OPPSCAP files to the cent
SELECT published_release_id, scorecard, amounts, misses, not_computed FROM parity WHERE misses + not_computed > 0
ORDER BY ALL
