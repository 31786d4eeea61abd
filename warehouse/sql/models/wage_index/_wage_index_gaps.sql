-- Internal: what wage_index_on cannot read: rows that were set aside, and whole tables that a release lacks
--
-- key: release_id, table_name, place
-- derived from: opps-wage-index, asc-wage-index, opps-final-rule
-- columns:
--   release_id VARCHAR: Release of the indices, or of Addendum L
--   table_name VARCHAR: opps_wage_index, opps_out_migration, asc_wage_index or opps_addendum_l
--   place VARCHAR: CBSA, county or hospital of the row; ? if it or the whole table could not be read
--   payment_status VARCHAR: unreadable: CMS lists the row; no_data: the table is missing
--   reason VARCHAR: Member, line and what was wrong with it

CREATE TABLE _wage_index_gaps AS
SELECT line.release_id, line.table_name, line.place, 'unreadable' AS payment_status, min(line.reason) AS reason
FROM unreadable_rows AS line
LEFT JOIN opps_wage_index AS area
    ON line.table_name = 'opps_wage_index' AND area.release_id = line.release_id AND area.cbsa = line.place
LEFT JOIN opps_out_migration AS county
    ON line.table_name = 'opps_out_migration' AND county.release_id = line.release_id AND county.fips_county = line.place
LEFT JOIN opps_addendum_l AS hospital
    ON line.table_name = 'opps_addendum_l' AND hospital.release_id = line.release_id AND hospital.ccn = line.place
WHERE line.table_name IN ('opps_wage_index', 'opps_out_migration', 'asc_wage_index', 'opps_addendum_l')
    AND coalesce(area.cbsa, county.fips_county, hospital.ccn) IS NULL
GROUP BY ALL
UNION ALL
SELECT release_id, table_name, '?', 'no_data', reason
FROM _missing_tables
WHERE table_name IN ('opps_out_migration', 'opps_addendum_l');
