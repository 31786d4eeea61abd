-- HCPCS Level II codes and modifiers of each file with CMS's corrections applied: one row per code, service dates and
-- known dates
--
-- As of dates before CMS posted the corrections, the file applies uncorrected.
--
-- key: release_id, hcpcs, service_from, known_from
-- derived from: hcpcs-level-ii, hcpcs-level-ii-corrections
-- columns:
--   hcpcs_level_ii.*
--   correction_release_id VARCHAR: Corrections that changed the row; null if none did
--   corrections VARCHAR: CMS's text of the correction; joined by semicolons if several
--   service_from DATE: First date of service on which the row is valid
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE hcpcs_codes AS
WITH file AS (
    SELECT * FROM release_spans WHERE series = 'hcpcs-level-ii'
),
-- A code that the file dropped and a correction adds back keeps its row from the last file that had it.
lost AS (
    SELECT
        earlier.* REPLACE (change.release_id AS release_id),
        row_number() OVER (PARTITION BY change.release_id, earlier.hcpcs ORDER BY span.service_from DESC, span.known_from DESC) AS place
    FROM (SELECT DISTINCT release_id, hcpcs, service_from FROM _hcpcs_changes WHERE is_added) AS change
    JOIN hcpcs_level_ii AS earlier USING (hcpcs)
    JOIN file AS span ON span.release_id = earlier.release_id AND span.service_from < change.service_from
    WHERE NOT EXISTS (FROM hcpcs_level_ii AS listed WHERE listed.release_id = change.release_id AND listed.hcpcs = change.hcpcs)
),
code AS (
    SELECT * FROM hcpcs_level_ii
    UNION ALL
    SELECT * EXCLUDE (place) FROM lost WHERE place = 1
)
SELECT
    code.*,
    NULL::VARCHAR AS correction_release_id,
    NULL::VARCHAR AS corrections,
    file.service_from,
    file.service_to,
    file.known_from,
    coalesce(corrected.known_from - 1, file.known_to) AS known_to
FROM hcpcs_level_ii AS code
JOIN file USING (release_id)
LEFT JOIN (
    SELECT release_id, hcpcs, min(known_from) AS known_from FROM _hcpcs_changes GROUP BY ALL
) AS corrected
    ON corrected.release_id = code.release_id AND corrected.hcpcs = code.hcpcs AND corrected.known_from <= file.known_to
WHERE corrected.known_from IS NULL OR corrected.known_from > file.known_from
UNION ALL BY NAME
SELECT
    code.* REPLACE (
        change.release_id AS release_id,
        change.hcpcs AS hcpcs,
        coalesce(code.record_id, CASE WHEN length(change.hcpcs) = 2 THEN '7' ELSE '3' END) AS record_id,
        coalesce(change.long_description, code.long_description) AS long_description,
        coalesce(change.short_description, code.short_description) AS short_description,
        coalesce(change.pricing_indicators, code.pricing_indicators) AS pricing_indicators,
        coalesce(change.types_of_service, code.types_of_service) AS types_of_service,
        coalesce(change.betos, code.betos) AS betos,
        coalesce(change.coverage, code.coverage) AS coverage,
        coalesce(change.cross_references, CASE WHEN NOT change.has_no_reference THEN code.cross_references END) AS cross_references,
        coalesce(change.asc_group, CASE WHEN NOT change.has_no_asc_group THEN code.asc_group END) AS asc_group,
        coalesce(change.asc_date, CASE WHEN NOT change.has_no_asc_group THEN code.asc_date END) AS asc_date,
        coalesce(code.add_date, change.added_on) AS add_date,
        coalesce(change.action_on, change.terminated_on, code.action_effective_date, change.added_on) AS action_effective_date,
        coalesce(change.terminated_on - 1, CASE WHEN NOT change.is_added THEN code.termination_date END) AS termination_date,
        coalesce(change.action, CASE WHEN change.terminated_on IS NOT NULL THEN 'D' END, code.action, 'A') AS action
    ),
    change.correction_release_id,
    change.corrections,
    change.service_from,
    change.service_to,
    change.known_from,
    change.known_to
FROM _hcpcs_changes AS change
LEFT JOIN code ON code.release_id = change.release_id AND code.hcpcs = change.hcpcs
WHERE change.is_added OR code.hcpcs IS NOT NULL
ORDER BY hcpcs, service_from, known_from;
