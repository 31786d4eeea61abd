-- Every procedure-to-procedure edit in force on a date of service in a setting (practitioner or hospital); no rows if
-- the quarter's table is not loaded, see ptp_conflicts
--
-- columns:
--   column_1 VARCHAR: Code that is paid
--   column_2 VARCHAR: Code that is not paid with it
--   answer VARCHAR: edit, or bypassable by an NCCI-associated modifier
--   modifier_indicator VARCHAR: Code of the list ptp_modifier_indicator
--   rationale VARCHAR: Code of the list ptp_rationale
--   effective_date DATE: First day in force
--   deletion_date DATE: Last day in force; null: no end date
--   release_id VARCHAR: Release in force on the day

CREATE MACRO ptp_edits_on(service_date, in_setting, known_on := DATE '9999-12-31') AS TABLE
SELECT
    edit.column_1,
    edit.column_2,
    _ptp_answer(edit.modifier_indicator) AS answer,
    edit.modifier_indicator,
    edit.rationale,
    edit.effective_date,
    edit.deletion_date,
    asked.release_id
FROM ncci_ptp AS edit
CROSS JOIN (SELECT release_on('ncci-ptp-' || _ncci_table_of(in_setting), service_date, known_on := known_on) AS release_id) AS asked
CROSS JOIN range(_one_unless(coalesce(_ncci_table_problem(in_setting, _ncci_table_of(in_setting), 'practitioner or hospital'), _day_problem(service_date, known_on))))
WHERE edit.ncci_table = _ncci_table_of(in_setting)
    AND _is_listed(edit.first_release_id, edit.last_release_id, asked.release_id)
    AND _ptp_in_force(edit.effective_date, edit.deletion_date, edit.modifier_indicator, service_date::DATE);
