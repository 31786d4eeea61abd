-- Internal: why the record of a ZIP code in the file in force could not be read; no row if it was read or does not
-- exist

CREATE MACRO _unreadable_zip(in_zip_code, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT min(line.reason) AS reason
FROM unreadable_rows AS line
WHERE line.table_name = 'zip_locality'
    AND line.release_id = release_on('zip-locality', service_date, known_on := known_on)
    AND line.place = left(_zip(in_zip_code), 5)
HAVING count(*) > 0;
