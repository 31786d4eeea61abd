-- severity: block
-- holds: a table has one row a key in a release
SELECT 'pfs_rvu' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs, modifier, qualifying_apm) AS key, count(*) AS row_count
FROM pfs_rvu
GROUP BY release_id, hcpcs, modifier, qualifying_apm
HAVING count(*) > 1
UNION ALL
SELECT 'pfs_gpci' AS table_name, release_id AS listed_in, concat_ws(' ', mac, locality) AS key, count(*) AS row_count
FROM pfs_gpci
GROUP BY release_id, mac, locality
HAVING count(*) > 1
UNION ALL
SELECT 'pfs_locality_county' AS table_name, release_id AS listed_in, concat_ws(' ', mac, locality) AS key, count(*) AS row_count
FROM pfs_locality_county
GROUP BY release_id, mac, locality
HAVING count(*) > 1
UNION ALL
SELECT 'pfs_anesthesia_cf' AS table_name, release_id AS listed_in, concat_ws(' ', mac, locality, qualifying_apm) AS key, count(*) AS row_count
FROM pfs_anesthesia_cf
GROUP BY release_id, mac, locality, qualifying_apm
HAVING count(*) > 1
UNION ALL
SELECT 'pfs_opps_cap' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs, modifier, mac, locality) AS key, count(*) AS row_count
FROM pfs_opps_cap
GROUP BY release_id, hcpcs, modifier, mac, locality
HAVING count(*) > 1
UNION ALL
SELECT 'pfs_payment_published' AS table_name, release_id AS listed_in, concat_ws(' ', mac, locality, hcpcs, modifier, qualifying_apm) AS key, count(*) AS row_count
FROM pfs_payment_published
GROUP BY release_id, mac, locality, hcpcs, modifier, qualifying_apm
HAVING count(*) > 1
UNION ALL
SELECT 'zip_locality' AS table_name, release_id AS listed_in, concat_ws(' ', zip, plus_four) AS key, count(*) AS row_count
FROM zip_locality
GROUP BY release_id, zip, plus_four
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_b' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM opps_addendum_b
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_a' AS table_name, release_id AS listed_in, concat_ws(' ', apc) AS key, count(*) AS row_count
FROM opps_addendum_a
GROUP BY release_id, apc
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_d1' AS table_name, release_id AS listed_in, concat_ws(' ', status_indicator) AS key, count(*) AS row_count
FROM opps_addendum_d1
GROUP BY release_id, status_indicator
HAVING count(*) > 1
UNION ALL
SELECT 'asc_addendum_aa' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM asc_addendum_aa
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'asc_addendum_bb' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM asc_addendum_bb
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'asc_addendum_ee' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM asc_addendum_ee
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'asc_addendum_ff' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM asc_addendum_ff
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'asc_addendum_dd1' AS table_name, release_id AS listed_in, concat_ws(' ', indicator) AS key, count(*) AS row_count
FROM asc_addendum_dd1
GROUP BY release_id, indicator
HAVING count(*) > 1
UNION ALL
SELECT 'asc_addendum_dd2' AS table_name, release_id AS listed_in, concat_ws(' ', indicator) AS key, count(*) AS row_count
FROM asc_addendum_dd2
GROUP BY release_id, indicator
HAVING count(*) > 1
UNION ALL
SELECT 'ncci_ptp' AS table_name, ncci_table || ' ' || first_release_id AS listed_in, concat_ws(' ', column_1, column_2, effective_date) AS key, count(*) AS row_count
FROM ncci_ptp
GROUP BY ncci_table, first_release_id, column_1, column_2, effective_date
HAVING count(*) > 1
UNION ALL
SELECT 'ncci_ptp_changes' AS table_name, release_id AS listed_in, concat_ws(' ', change, column_1, column_2) AS key, count(*) AS row_count
FROM ncci_ptp_changes
GROUP BY release_id, change, column_1, column_2
HAVING count(*) > 1
UNION ALL
SELECT 'ncci_mue' AS table_name, ncci_table || ' ' || first_release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM ncci_mue
GROUP BY ncci_table, first_release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'ncci_mue_changes' AS table_name, release_id AS listed_in, concat_ws(' ', change, hcpcs) AS key, count(*) AS row_count
FROM ncci_mue_changes
GROUP BY release_id, change, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'ncci_add_on' AS table_name, release_id AS listed_in, concat_ws(' ', add_on_code, primary_code, effective_date) AS key, count(*) AS row_count
FROM ncci_add_on
GROUP BY release_id, add_on_code, primary_code, effective_date
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_j_adjustments' AS table_name, release_id AS listed_in, concat_ws(' ', primary_hcpcs, secondary_hcpcs) AS key, count(*) AS row_count
FROM opps_addendum_j_adjustments
GROUP BY release_id, primary_hcpcs, secondary_hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_j_evaluation' AS table_name, release_id AS listed_in, concat_ws(' ', primary_hcpcs, secondary_hcpcs) AS key, count(*) AS row_count
FROM opps_addendum_j_evaluation
GROUP BY release_id, primary_hcpcs, secondary_hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_j_rank' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM opps_addendum_j_rank
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_j_exclusions' AS table_name, release_id AS listed_in, concat_ws(' ', exclusion) AS key, count(*) AS row_count
FROM opps_addendum_j_exclusions
GROUP BY release_id, exclusion
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_p_device_intensive' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM opps_addendum_p_device_intensive
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_p_offsets' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM opps_addendum_p_offsets
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_l' AS table_name, release_id AS listed_in, concat_ws(' ', ccn) AS key, count(*) AS row_count
FROM opps_addendum_l
GROUP BY release_id, ccn
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_m' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM opps_addendum_m
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_n' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM opps_addendum_n
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_o' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM opps_addendum_o
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'opps_addendum_q' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM opps_addendum_q
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'anesthesia_base_units' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM anesthesia_base_units
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'asc_code_pair' AS table_name, release_id AS listed_in, concat_ws(' ', device_hcpcs, procedure_hcpcs, procedure_modifier, effective_date, multiplier) AS key, count(*) AS row_count
FROM asc_code_pair
GROUP BY release_id, device_hcpcs, procedure_hcpcs, procedure_modifier, effective_date, multiplier
HAVING count(*) > 1
UNION ALL
SELECT 'opps_wage_index' AS table_name, release_id AS listed_in, concat_ws(' ', cbsa, effective_date) AS key, count(*) AS row_count
FROM opps_wage_index
GROUP BY release_id, cbsa, effective_date
HAVING count(*) > 1
UNION ALL
SELECT 'opps_out_migration' AS table_name, release_id AS listed_in, concat_ws(' ', fips_county, effective_date) AS key, count(*) AS row_count
FROM opps_out_migration
GROUP BY release_id, fips_county, effective_date
HAVING count(*) > 1
UNION ALL
SELECT 'asc_wage_index' AS table_name, release_id AS listed_in, concat_ws(' ', cbsa, wage_index) AS key, count(*) AS row_count
FROM asc_wage_index
GROUP BY release_id, cbsa, wage_index
HAVING count(*) > 1
UNION ALL
SELECT 'clfs' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs, modifier) AS key, count(*) AS row_count
FROM clfs
GROUP BY release_id, hcpcs, modifier
HAVING count(*) > 1
UNION ALL
SELECT 'asp_payment_limit' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM asp_payment_limit
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'asp_noc_limit' AS table_name, release_id AS listed_in, concat_ws(' ', drug_name, dosage) AS key, count(*) AS row_count
FROM asp_noc_limit
GROUP BY release_id, drug_name, dosage
HAVING count(*) > 1
UNION ALL
SELECT 'asp_ndc_crosswalk' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs, ndc) AS key, count(*) AS row_count
FROM asp_ndc_crosswalk
GROUP BY release_id, hcpcs, ndc
HAVING count(*) > 1
UNION ALL
SELECT 'asp_noc_ndc_crosswalk' AS table_name, release_id AS listed_in, concat_ws(' ', generic_name, ndc) AS key, count(*) AS row_count
FROM asp_noc_ndc_crosswalk
GROUP BY release_id, generic_name, ndc
HAVING count(*) > 1
UNION ALL
SELECT 'dmepos_item' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs, modifier, modifier_2) AS key, count(*) AS row_count
FROM dmepos_item
GROUP BY release_id, hcpcs, modifier, modifier_2
HAVING count(*) > 1
UNION ALL
SELECT 'dmepos_fee' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs, modifier, modifier_2, us_state) AS key, count(*) AS row_count
FROM dmepos_fee
GROUP BY release_id, hcpcs, modifier, modifier_2, us_state
HAVING count(*) > 1
UNION ALL
SELECT 'dmepos_former_cba_fee' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs, modifier, modifier_2, modifier_3, cba) AS key, count(*) AS row_count
FROM dmepos_former_cba_fee
GROUP BY release_id, hcpcs, modifier, modifier_2, modifier_3, cba
HAVING count(*) > 1
UNION ALL
SELECT 'dmepos_former_cba_zip' AS table_name, release_id AS listed_in, concat_ws(' ', zip_code, cba) AS key, count(*) AS row_count
FROM dmepos_former_cba_zip
GROUP BY release_id, zip_code, cba
HAVING count(*) > 1
UNION ALL
SELECT 'dmepos_rural_zip' AS table_name, release_id AS listed_in, concat_ws(' ', zip_code) AS key, count(*) AS row_count
FROM dmepos_rural_zip
GROUP BY release_id, zip_code
HAVING count(*) > 1
UNION ALL
SELECT 'hcpcs_level_ii' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM hcpcs_level_ii
GROUP BY release_id, hcpcs
HAVING count(*) > 1
UNION ALL
SELECT 'anesthesia_factor' AS table_name, release_id AS listed_in, concat_ws(' ', mac, locality, qualifying_apm) AS key, count(*) AS row_count
FROM anesthesia_factor
GROUP BY release_id, mac, locality, qualifying_apm
HAVING count(*) > 1
UNION ALL
SELECT 'hcpcs_correction' AS table_name, release_id AS listed_in, concat_ws(' ', version, hcpcs, action) AS key, count(*) AS row_count
FROM hcpcs_correction
GROUP BY release_id, version, hcpcs, action
HAVING count(*) > 1
UNION ALL
SELECT 'hcpcs_noc_code' AS table_name, release_id AS listed_in, concat_ws(' ', hcpcs) AS key, count(*) AS row_count
FROM hcpcs_noc_code
GROUP BY release_id, hcpcs
HAVING count(*) > 1
