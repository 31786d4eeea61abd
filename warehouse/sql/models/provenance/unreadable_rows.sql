-- Rows of set_aside by code and place: an answer that would have used one is unreadable
--
-- Rows that CMS published and that could not be read: whoever asks for one is told so, and not that it is not listed.
--
-- derived from: all series
-- columns:
--   release_id VARCHAR: Release
--   table_name VARCHAR: Table that the row was meant for
--   hcpcs VARCHAR: Procedure code; of a pair the column 1 code, of an add-on relation the add-on code; null for a place
--   column_2 VARCHAR: Column 2 code of an NCCI pair
--   modifier VARCHAR: Modifier, if any
--   modifier_2 VARCHAR: Second modifier, if any
--   place VARCHAR: MAC and locality (10112 00), ZIP code, CBSA, state or bidding area of the row, if any
--   qualifying_apm BOOLEAN: Of the figures for qualifying participants of an advanced alternative payment model
--   reason VARCHAR: Member, line and what was wrong with the row

CREATE TABLE unreadable_rows AS
SELECT
    release_id,
    table_name,
    upper(coalesce(cells ->> 'hcpcs', cells ->> 'column_1', cells ->> 'add_on_code')) AS hcpcs,
    upper(cells ->> 'column_2') AS column_2,
    nullif(upper(trim(cells ->> 'modifier')), '') AS modifier,
    nullif(upper(trim(cells ->> 'modifier_2')), '') AS modifier_2,
    coalesce(
        _mac(cells ->> 'mac') || ' ' || _locality(cells ->> 'locality'),
        left(_zip(coalesce(cells ->> 'zip', cells ->> 'zip_code')), 5),
        upper(trim(coalesce(cells ->> 'cbsa', cells ->> 'cba', cells ->> 'us_state')))
    ) AS place,
    coalesce(cells ->> 'qualifying_apm' = 'Y', false) AS qualifying_apm,
    'CMS lists it, and the row could not be read: ' || member || coalesce(', line ' || line, '') || ': ' || reason AS reason
FROM (SELECT * EXCLUDE ("row"), "row"::JSON AS cells FROM set_aside)
WHERE coalesce(cells ->> 'hcpcs', cells ->> 'column_1', cells ->> 'add_on_code', place) IS NOT NULL
    -- An edit of indicator 9 was deleted on the day it took effect: it was never in force.
    AND coalesce(cells ->> 'modifier_indicator', '') <> '9'
ORDER BY hcpcs, release_id, table_name, place;
