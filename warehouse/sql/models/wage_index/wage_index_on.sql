-- Two rows, opps and asc: the wage index of a CBSA (13820) or a state's rural area (01) on a date of service, with the
-- rules behind it, or another payment_status with a reason. For hospitals: in_ccn if Addendum L lists the hospital,
-- in_fips_county for out-migration, in_reclassified for the reclassified column
--
-- The wage index that scales the labor share of a facility's rate: by CBSA, by a state's rural area, by hospital.
--
-- columns:
--   facility_schedule VARCHAR: opps or asc
--   cbsa VARCHAR: CBSA, or the state's rural area by two digits
--   name VARCHAR: Name of the area, as CMS lists it
--   wage_index DECIMAL(6,4): Index that scales the labor share of the rate; null unless payment_status is paid
--   payment_status VARCHAR: paid, no_data, unreadable, not_decided or not_understood
--   reason VARCHAR: The rules behind the index, or why there is none
--   source VARCHAR: CMS source of the rules
--   release_id VARCHAR: Release of the index

CREATE MACRO wage_index_on(area, service_date, in_us_state := NULL, in_ccn := NULL, in_fips_county := NULL, in_reclassified := NULL, known_on := DATE '9999-12-31') AS TABLE
FROM _opps_wage_index(
    area, service_date, in_us_state := in_us_state, in_ccn := in_ccn, in_fips_county := in_fips_county,
    in_reclassified := in_reclassified, known_on := known_on
)
UNION ALL BY NAME
FROM _asc_wage_index(area, service_date, known_on := known_on);
