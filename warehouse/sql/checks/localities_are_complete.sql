-- severity: warn, block above 10 per release
-- holds: a locality of the GPCI file is in the anesthesia, county and OPPSCAP files of its release, and in the ZIP file of its days
-- No exceptions from 2009 to 2026, except contractors whose number changed in 2011 and 2012 and is still the old one in one file.
WITH held AS (FROM _locality_files),
expected AS (
    SELECT gpci.release_id, files.table_name, gpci.mac, gpci.locality
    FROM pfs_gpci AS gpci
    JOIN (SELECT DISTINCT release_id, table_name FROM held) AS files USING (release_id)
)
SELECT expected.release_id, expected.table_name, expected.mac, expected.locality
FROM expected
ANTI JOIN held USING (release_id, table_name, mac, locality)
JOIN releases AS release ON release.release_id = expected.release_id
LEFT JOIN cross_check_exceptions AS known
    ON known.comparison = 'localities' AND known.service_from = release.service_from
    AND regexp_full_match(expected.mac || ' ' || expected.locality, known.codes)
WHERE known.codes IS NULL
UNION ALL
SELECT posted.release_id, 'zip_locality', gpci.mac, gpci.locality
FROM releases AS posted
JOIN release_spans AS span
    ON span.series = 'pfs-rvu'
    AND posted.service_from BETWEEN span.service_from AND span.service_to
    AND span.known_to = DATE '9999-12-31'
JOIN pfs_gpci AS gpci ON gpci.release_id = span.release_id
ANTI JOIN (SELECT DISTINCT release_id, mac, locality FROM zip_locality) AS zip
    ON zip.release_id = posted.release_id AND zip.mac = gpci.mac AND zip.locality = gpci.locality
WHERE posted.release_id IN (SELECT release_id FROM zip_locality)
ORDER BY ALL
