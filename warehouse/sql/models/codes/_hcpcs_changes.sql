-- Internal: the effect of CMS's corrections on a code of a HCPCS Level II file, per period of service dates and known
-- dates
--
-- CMS posts corrections in a separate zip, as instructions (`ADD CODE`, `Terminate code`, `Change xref code to J7203`)
-- with the new cell values, if any. Later versions take precedence.
--
-- key: release_id, hcpcs, service_from, known_from
-- derived from: hcpcs-level-ii, hcpcs-level-ii-corrections
-- columns:
--   release_id VARCHAR: File of the code
--   hcpcs VARCHAR: Code, or modifier of two characters
--   correction_release_id VARCHAR: Corrections that change it; null on days before they take effect
--   corrections VARCHAR: CMS's text of the correction; joined by semicolons if several
--   is_added BOOLEAN: Whether the file lacks the code
--   added_on DATE: First day of the code
--   terminated_on DATE: First day on which the code is no longer valid
--   has_no_reference BOOLEAN: Whether its cross-reference is removed
--   has_no_asc_group BOOLEAN: Whether it is removed from the ASC group
--   action VARCHAR: New action code
--   action_on DATE: First day of the new action code
--   long_description VARCHAR: As in hcpcs_level_ii, like all columns below; null if it does not change
--   short_description VARCHAR: CMS's text
--   types_of_service VARCHAR: Types of service
--   betos VARCHAR: Berenson-Eggers type of service
--   coverage VARCHAR: Coverage indicator
--   pricing_indicators VARCHAR: Pricing indicator
--   cross_references VARCHAR: Code that replaces this one
--   asc_group VARCHAR: ASC group
--   asc_date DATE: First day in it
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TEMP TABLE _hcpcs_changes AS
WITH file AS (
    SELECT * FROM release_spans WHERE series = 'hcpcs-level-ii'
),
posting AS (
    SELECT * FROM release_spans WHERE series = 'hcpcs-level-ii-corrections'
),
fix AS (
    SELECT
        correction.*,
        posting.service_from,
        regexp_full_match(action, 'add( code)?|.*add back.*', 'i') AS is_added,
        regexp_matches(action, 'terminat|discontinu', 'i') AS is_terminated,
        regexp_matches(action, 'remove .*xref', 'i') AS has_no_reference,
        regexp_matches(action, 'remove .*\bYY\b', 'i') AS has_no_asc_group,
        nullif(regexp_extract(action, 'change xref codes? to ([A-Z0-9]{5})', 1, 'i'), '') AS other_reference,
        nullif(regexp_extract(action, 'action code to "?([A-Z])\b', 1, 'i'), '') AS other_action
    FROM hcpcs_correction AS correction
    JOIN posting USING (release_id)
),
-- Check a corrected code under each posting: the next posting may have withdrawn the correction.
edge AS (
    SELECT service_from, hcpcs, greatest(effective_date, service_from) AS edge FROM fix
    UNION
    SELECT service_from, hcpcs, service_from FROM fix
),
part AS (
    SELECT
        file.release_id,
        posting.release_id AS correction_release_id,
        edge.hcpcs,
        edge.edge AS service_from,
        coalesce(lead(edge.edge) OVER (PARTITION BY file.release_id, posting.release_id, edge.hcpcs, file.known_from ORDER BY edge.edge) - 1, file.service_to) AS service_to,
        greatest(file.known_from, posting.known_from) AS known_from,
        least(file.known_to, posting.known_to) AS known_to
    FROM file
    JOIN posting
        ON posting.service_from = file.service_from AND posting.known_from <= file.known_to AND file.known_from <= posting.known_to
    JOIN edge ON edge.service_from = file.service_from AND edge.edge <= file.service_to
)
SELECT
    part.release_id,
    part.hcpcs,
    CASE WHEN count(fix.hcpcs) > 0 THEN part.correction_release_id END AS correction_release_id,
    string_agg(fix.action, '; ' ORDER BY fix.version, fix.action) AS corrections,
    coalesce(bool_or(fix.is_added), false) AS is_added,
    max(fix.effective_date) FILTER (fix.is_added) AS added_on,
    max(fix.effective_date) FILTER (fix.is_terminated) AS terminated_on,
    coalesce(bool_or(fix.has_no_reference), false) AS has_no_reference,
    coalesce(bool_or(fix.has_no_asc_group), false) AS has_no_asc_group,
    arg_max(fix.other_action, fix.version) AS action,
    max(fix.effective_date) FILTER (fix.other_action IS NOT NULL) AS action_on,
    arg_max(fix.long_description, fix.version) AS long_description,
    arg_max(fix.short_description, fix.version) AS short_description,
    regexp_replace(arg_max(fix.types_of_service, fix.version), ', *', ', ', 'g') AS types_of_service,
    arg_max(fix.betos, fix.version) AS betos,
    arg_max(fix.coverage, fix.version) AS coverage,
    arg_max(fix.pricing_indicator, fix.version) AS pricing_indicators,
    arg_max(coalesce(fix.other_reference, fix.cross_reference), fix.version) AS cross_references,
    arg_max(fix.asc_group, fix.version) AS asc_group,
    arg_max(fix.asc_date, fix.version) AS asc_date,
    part.service_from,
    part.service_to,
    part.known_from,
    part.known_to
FROM part
LEFT JOIN fix
    ON fix.release_id = part.correction_release_id AND fix.hcpcs = part.hcpcs AND fix.effective_date <= part.service_from
GROUP BY
    part.release_id, part.correction_release_id, part.hcpcs, part.service_from, part.service_to, part.known_from, part.known_to
ORDER BY part.release_id, part.hcpcs, part.service_from, part.known_from;
