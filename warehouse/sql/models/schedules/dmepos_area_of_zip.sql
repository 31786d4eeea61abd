-- State, whether rural, and former competitive bidding area of a ZIP code, for the DMEPOS fee schedule
--
-- columns:
--   us_state VARCHAR: State, USPS abbreviation
--   is_rural BOOLEAN: Whether CMS lists the ZIP code as rural
--   cba VARCHAR: Name of the former competitive bidding area; null where it is in none
--   rural_release_id VARCHAR: Release of the list of rural ZIP codes
--   cba_release_id VARCHAR: Release of the list of former competitive bidding areas

CREATE MACRO dmepos_area_of_zip(in_zip, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    coalesce(rural.us_state, area.us_state, place.us_state) AS us_state,
    rural.zip_code IS NOT NULL AS is_rural,
    area.cba,
    _dmepos_release('dmepos_rural_zip', service_date, known_on := known_on) AS rural_release_id,
    _dmepos_release('dmepos_former_cba_zip', service_date, known_on := known_on) AS cba_release_id
FROM (SELECT left(_zip(in_zip), 5) AS zip) AS asked
LEFT JOIN dmepos_rural_zip AS rural
    ON rural.zip_code = asked.zip
    AND rural.release_id = _dmepos_release('dmepos_rural_zip', service_date, known_on := known_on)
LEFT JOIN dmepos_former_cba_zip AS area
    ON area.zip_code = asked.zip
    AND area.release_id = _dmepos_release('dmepos_former_cba_zip', service_date, known_on := known_on)
LEFT JOIN (
    SELECT located.zip, any_value(located.us_state) AS us_state
    FROM zip_locality AS located
    WHERE located.release_id = _latest_release('zip-locality', service_date, known_on := known_on)
    GROUP BY located.zip
) AS place ON place.zip = asked.zip;
