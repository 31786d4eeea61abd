-- add_on_edits_on without a check of its days

CREATE MACRO _add_on_edits_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    edit.add_on_code,
    edit.primary_code,
    edit.add_on_type,
    edit.effective_date,
    edit.deletion_date,
    edit.release_id
FROM ncci_add_on AS edit
WHERE edit.release_id = release_on('ncci-add-on', service_date, known_on := known_on)
    AND service_date::DATE >= edit.effective_date
    AND _in_force_on(edit.deletion_date, service_date::DATE)
    AND _in_force_on(edit.add_on_deleted, service_date::DATE)
    AND _in_force_on(edit.primary_deleted, service_date::DATE);
