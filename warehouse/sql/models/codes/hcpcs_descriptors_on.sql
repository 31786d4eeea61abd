-- HCPCS Level II codes and modifiers by the newest file that began on or before a day: CMS's texts, coverage, pricing
-- indicators, BETOS and dates, with the corrections known by then; a terminated code must not be priced
--
-- columns:
--   hcpcs_level_ii.*
--   correction_release_id VARCHAR: Corrections that changed the row; null where none did
--   corrections VARCHAR: What CMS corrected, in its words; several are joined by a semicolon
--   is_terminated BOOLEAN: Whether CMS had ended the code before the day: it must not be priced

CREATE MACRO hcpcs_descriptors_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    code.* EXCLUDE (service_from, service_to, known_from, known_to),
    coalesce(code.termination_date < service_date, false) AS is_terminated
FROM hcpcs_codes AS code
WHERE code.release_id = _latest_release('hcpcs-level-ii', service_date, known_on := known_on)
    AND known_on BETWEEN code.known_from AND code.known_to
    AND code.service_from <= service_date
QUALIFY row_number() OVER (PARTITION BY code.hcpcs ORDER BY code.service_from DESC) = 1;
