-- Rows of set_aside by code and location: an answer that depends on one is unreadable
--
-- CMS published these rows but they could not be read: a query for one reports that instead of not listed.
--
-- derived from: all series
-- columns:
--   release_id VARCHAR: Release
--   table_name VARCHAR: Table of the row
--   hcpcs VARCHAR: Procedure code; the first code of a pair (NCCI: column 1, Addendum J: primary, ASC code pairs:
--     device), the add-on code of an add-on relation; null for a location
--   column_2 VARCHAR: Second code of a pair (NCCI: column 2, Addendum J: secondary, ASC code pairs: procedure)
--   modifier VARCHAR: Modifier, if any
--   modifier_2 VARCHAR: Second modifier, if any
--   place VARCHAR: MAC and locality (10112 00), ZIP code, CBSA, state, bidding area, county (FIPS) or hospital (CCN) of
--     the row, if any; ? if it could not be read
--   item VARCHAR: APC or NDC of the row, if any
--   qualifying_apm BOOLEAN: Whether the row is for qualifying participants of an advanced alternative payment model
--   reason VARCHAR: Member, line and error

CREATE TABLE unreadable_rows AS
SELECT
    release_id,
    table_name,
    upper(trim(coalesce(
        cells ->> 'hcpcs', cells ->> 'column_1', cells ->> 'add_on_code', cells ->> 'primary_hcpcs', cells ->> 'device_hcpcs'
    ))) AS hcpcs,
    upper(trim(coalesce(cells ->> 'column_2', cells ->> 'secondary_hcpcs', cells ->> 'procedure_hcpcs'))) AS column_2,
    nullif(upper(trim(cells ->> 'modifier')), '') AS modifier,
    nullif(upper(trim(cells ->> 'modifier_2')), '') AS modifier_2,
    coalesce(
        _mac(cells ->> 'mac') || ' ' || _locality(cells ->> 'locality'),
        left(_zip(cells ->> 'zip_code'), 5),
        upper(trim(coalesce(cells ->> 'cba', cells ->> 'us_state'))),
        -- Addendum L lists a hospital's CBSA and county with its number.
        _ccn(cells ->> 'ccn'),
        _county(cells ->> 'fips_county'),
        _area(cells ->> 'cbsa'),
        CASE WHEN table_name IN ('opps_addendum_l', 'opps_out_migration', 'opps_wage_index', 'asc_wage_index') THEN '?' END
    ) AS place,
    coalesce(
        _ndc(cells ->> 'ndc'), CASE WHEN table_name IN ('opps_addendum_a', 'opps_pricer_rate') THEN upper(trim(cells ->> 'apc')) END
    ) AS item,
    coalesce(cells ->> 'qualifying_apm' = 'Y', false) AS qualifying_apm,
    'CMS lists it, but the row could not be read: ' || member || coalesce(', line ' || line, '') || ': ' || reason AS reason
FROM (SELECT * EXCLUDE ("row"), "row"::JSON AS cells FROM set_aside)
WHERE coalesce(hcpcs, place, item) IS NOT NULL
    -- An edit with indicator 9 was deleted on its effective date, so it was never in force.
    AND coalesce(cells ->> 'modifier_indicator', '') <> '9'
ORDER BY hcpcs, release_id, table_name, place, item;
