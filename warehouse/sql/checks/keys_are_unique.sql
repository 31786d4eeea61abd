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
