-- severity: block
-- holds: an anesthesia conversion factor is between 8 and 45 dollars
-- 12.69 (2012, from a physician factor that was never paid) to 31.05 (2014).
SELECT release_id, mac, locality, conversion_factor
FROM (
    SELECT release_id, mac, locality, conversion_factor FROM pfs_anesthesia_cf
    UNION ALL
    SELECT release_id, mac, locality, conversion_factor FROM anesthesia_factor
)
WHERE conversion_factor NOT BETWEEN 8 AND 45
