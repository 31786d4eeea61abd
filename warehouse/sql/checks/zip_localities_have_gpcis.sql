-- severity: warn, block above 20 per release
-- holds: a locality of the ZIP file is in the GPCI file in force when it begins, if that could be read
SELECT DISTINCT zip.release_id, zip.mac, zip.locality
FROM zip_locality AS zip
JOIN releases AS posted ON posted.release_id = zip.release_id
JOIN release_spans AS span
    ON span.series = 'pfs-rvu'
    AND posted.service_from BETWEEN span.service_from AND span.service_to
    AND span.known_to = DATE '9999-12-31'
ANTI JOIN pfs_gpci AS gpci ON gpci.release_id = span.release_id AND gpci.mac = zip.mac AND gpci.locality = zip.locality
WHERE span.release_id NOT IN (SELECT release_id FROM tables_missing WHERE table_name = 'pfs_gpci')
