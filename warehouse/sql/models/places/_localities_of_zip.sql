-- localities_of_zip without a check of its arguments

CREATE MACRO _localities_of_zip(in_zip_code, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT DISTINCT
    place.mac,
    place.locality,
    place.us_state,
    place.plus_four_flag,
    CASE
        WHEN place.plus_four_flag = '1' AND place.plus_four IS NULL
            THEN 'CMS flags the ZIP code: its last four digits decide the locality, but the ZIP9 file is not loaded or lacks them'
    END AS note
FROM zip_locality AS place
WHERE place.release_id = release_on('zip-locality', service_date, known_on := known_on)
    AND place.zip_code = left(_zip(in_zip_code), 5)
    AND (length(_zip(in_zip_code)) = 5 OR place.plus_four IS NULL OR place.plus_four = right(_zip(in_zip_code), 4))
    -- A plus-four record, if CMS lists one, takes precedence over the ZIP5 record, which is only the usual locality.
    QUALIFY length(_zip(in_zip_code)) = 5 OR place.plus_four IS NOT NULL OR count(place.plus_four) OVER () = 0;
