-- HCPCS Level II codes and modifiers by the newest file that began on or before a day: CMS's texts, coverage, pricing
-- indicators, BETOS and dates; a terminated code must not be priced

CREATE MACRO hcpcs_descriptors_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    code.*,
    coalesce(code.termination_date < service_date, false) AS is_terminated
FROM hcpcs_level_ii AS code
WHERE code.release_id = _latest_release('hcpcs-level-ii', service_date, known_on := known_on);
