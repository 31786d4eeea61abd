-- State, whether rural, and former competitive bidding area of a ZIP code, for the DMEPOS fee schedule
--
-- columns:
--   us_state VARCHAR: State, USPS abbreviation; null if unknown, or if a deciding row could not be read
--   is_rural BOOLEAN: Whether CMS lists the ZIP code as rural; null if unknown, or if CMS's ZIP file lacks the ZIP code
--   cba VARCHAR: Name of the former competitive bidding area; null if it is in none
--   reason VARCHAR: What is unknown, and why; null if nothing is
--   rural_release_id VARCHAR: Release of the list of rural ZIP codes
--   cba_release_id VARCHAR: Release of the list of former competitive bidding areas

CREATE MACRO dmepos_area_of_zip(in_zip_code, service_date, known_on := DATE '9999-12-31') AS TABLE
WITH asked AS (
    SELECT
        left(_zip(in_zip_code), 5) AS zip,
        _dmepos_release('dmepos_rural_zip', service_date, known_on := known_on) AS rural_release_id,
        _dmepos_release('dmepos_former_cba_zip', service_date, known_on := known_on) AS cba_release_id,
        _latest_release('zip-locality', service_date, known_on := known_on) AS zip_release_id
),
found AS (
    SELECT
        asked.*,
        coalesce(rural.us_state, area.us_state, place.us_state) AS us_state,
        rural.zip_code IS NOT NULL AS is_listed_as_rural,
        area.cba,
        rural_lost.reason AS rural_lost,
        cba_lost.reason AS cba_lost
    FROM asked
    LEFT JOIN dmepos_rural_zip AS rural ON rural.zip_code = asked.zip AND rural.release_id = asked.rural_release_id
    LEFT JOIN dmepos_former_cba_zip AS area ON area.zip_code = asked.zip AND area.release_id = asked.cba_release_id
    LEFT JOIN (
        FROM unreadable_rows AS line WHERE line.table_name = 'dmepos_rural_zip'
    ) AS rural_lost ON rural_lost.place = asked.zip AND rural_lost.release_id = asked.rural_release_id AND rural.zip_code IS NULL
    LEFT JOIN (
        FROM unreadable_rows AS line WHERE line.table_name = 'dmepos_former_cba_zip'
    ) AS cba_lost ON cba_lost.place = asked.zip AND cba_lost.release_id = asked.cba_release_id AND area.zip_code IS NULL
    LEFT JOIN (
        SELECT located.zip_code, any_value(located.us_state) AS us_state
        FROM zip_locality AS located
        WHERE located.release_id = (SELECT zip_release_id FROM asked)
        GROUP BY located.zip_code
    ) AS place ON place.zip_code = asked.zip
)
SELECT
    CASE WHEN cba_lost IS NULL THEN us_state END AS us_state,
    CASE
        WHEN us_state IS NULL AND cba_lost IS NULL AND zip_release_id IS NOT NULL THEN NULL
        WHEN zip IS NOT NULL AND rural_release_id IS NOT NULL AND rural_lost IS NULL THEN is_listed_as_rural
    END AS is_rural,
    cba,
    nullif(concat_ws(
        '; ',
        coalesce(_zip_problem(in_zip_code), _day_problem(service_date, known_on)),
        CASE WHEN rural_release_id IS NULL THEN 'no list of rural ZIP codes is loaded for the year' END,
        CASE
            WHEN zip IS NOT NULL AND us_state IS NULL
                THEN coalesce('the ZIP code is not in ' || zip_release_id, 'no loaded list has the ZIP code''s state')
        END,
        rural_lost,
        cba_lost
    ), '') AS reason,
    rural_release_id,
    cba_release_id
FROM found;
