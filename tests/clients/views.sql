-- Questions to a snapshot attached AS fees beside a current database of another kind.
SELECT id FROM fees.snapshot;
FROM fees.physician_fees WHERE DATE '2026-02-01' BETWEEN service_from AND service_to AND known_to = DATE '9999-12-31';
FROM fees.physician_fees WHERE hcpcs IN ('20957', '45378', '99213');
FROM fees.site_of_service WHERE DATE '2026-02-01' BETWEEN service_from AND service_to AND known_to = DATE '9999-12-31';
FROM fees.code_modifiers WHERE hcpcs = '45378';
FROM fees.pfs_gpci;
FROM fees.opps_addendum_b WHERE release_id = 'opps 2026-01 r1';
FROM fees.release_sequence;
FROM fees.releases;
FROM fees.indicators;
FROM fees.release_files;
FROM fees.ncci_ptp WHERE column_1 = '20957';
FROM fees.ncci_mue;
FROM fees.ncci_add_on
