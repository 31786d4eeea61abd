-- severity: warn
-- holds: our amounts equal those of CMS's national payment and OPPSCAP files to the cent
SELECT published_release_id, scorecard, amounts, misses, no_figure FROM parity WHERE misses + no_figure > 0
ORDER BY ALL
