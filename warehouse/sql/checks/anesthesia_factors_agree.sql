-- severity: block
-- holds: separately posted anesthesia factors equal those of an RVU release of the same days (2025: 109 of 109)
WITH compared AS (
    SELECT
        apart.release_id,
        apart.mac,
        apart.locality,
        apart.qualifying_apm,
        apart.conversion_factor,
        any_value(here.conversion_factor) AS rvu_factor,
        bool_or(here.conversion_factor = apart.conversion_factor) AS agrees
    FROM anesthesia_factor AS apart
    JOIN releases AS release ON release.release_id = apart.release_id
    JOIN releases AS rvu
        ON rvu.series = 'pfs-rvu' AND rvu.service_from <= release.service_to AND rvu.service_to >= release.service_from
    JOIN pfs_anesthesia_cf AS here
        ON here.release_id = rvu.release_id
        AND here.mac = apart.mac
        AND here.locality = apart.locality
        AND here.qualifying_apm = apart.qualifying_apm
    GROUP BY ALL
)
FROM compared WHERE NOT agrees ORDER BY ALL
