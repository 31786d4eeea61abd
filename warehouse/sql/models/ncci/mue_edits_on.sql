-- Every published unit limit in force on a date of service in a setting (practitioner, hospital or dme); no rows if the
-- quarter's table is not loaded, see mue_limits
--
-- columns:
--   hcpcs VARCHAR: Procedure code
--   mue_value INTEGER: Maximum units paid; 0 is a limit
--   mai VARCHAR: Code of the list mai: how the limit is applied
--   rationale VARCHAR: Code of the list mue_rationale
--   release_id VARCHAR: Release in force on the day

CREATE MACRO mue_edits_on(service_date, in_setting, known_on := DATE '9999-12-31') AS TABLE
SELECT
    edit.hcpcs,
    edit.mue_value,
    edit.mai,
    edit.rationale,
    asked.release_id
FROM ncci_mue AS edit
CROSS JOIN (SELECT release_on('ncci-mue-' || _ncci_table_of(in_setting), service_date, known_on := known_on) AS release_id) AS asked
CROSS JOIN range(_one_unless(coalesce(_ncci_table_problem(in_setting, _ncci_table_of(in_setting), 'practitioner, hospital or dme'), _day_problem(service_date, known_on))))
WHERE edit.ncci_table = _ncci_table_of(in_setting)
    AND _is_listed(edit.first_release_id, edit.last_release_id, asked.release_id);
