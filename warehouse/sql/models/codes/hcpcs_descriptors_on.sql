-- HCPCS Level II codes and modifiers from the newest file that took effect on or before a day: CMS's texts, coverage,
-- pricing indicators, BETOS and dates, with the corrections known by then; a terminated code must not be priced
--
-- columns:
--   hcpcs_level_ii.*
--   correction_release_id VARCHAR: Corrections that changed the row; null if none did
--   corrections VARCHAR: CMS's text of the correction; joined by semicolons if several
--   is_terminated BOOLEAN: Whether CMS terminated the code before the day: it must not be priced; null if its row could
--     not be read
--   unreadable_reason VARCHAR: Why CMS's row of the code could not be read; null if it was read

CREATE MACRO hcpcs_descriptors_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT described.*
FROM (
    SELECT
        code.* EXCLUDE (service_from, service_to, known_from, known_to),
        coalesce(code.termination_date < service_date::DATE, false) AS is_terminated,
        NULL::VARCHAR AS unreadable_reason
    FROM hcpcs_codes AS code
    WHERE code.release_id = _latest_release('hcpcs-level-ii', service_date, known_on := known_on)
        AND known_on::DATE BETWEEN code.known_from AND code.known_to
        AND code.service_from <= service_date::DATE
    QUALIFY row_number() OVER (PARTITION BY code.hcpcs ORDER BY code.service_from DESC) = 1
    UNION ALL BY NAME
    SELECT unread.hcpcs, min(unread.reason) AS unreadable_reason, unread.release_id
    FROM unreadable_rows AS unread
    WHERE unread.table_name = 'hcpcs_level_ii'
        AND unread.release_id = _latest_release('hcpcs-level-ii', service_date, known_on := known_on)
        AND NOT EXISTS (FROM hcpcs_level_ii AS listed WHERE listed.release_id = unread.release_id AND listed.hcpcs = unread.hcpcs)
    GROUP BY ALL
) AS described
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)));
