-- Part of a card: for every day, the release of each series that cards cite, or why there is none
--
-- Base units and HCPCS Level II codes stay in force until a later release. Days after the end of the release's own period
-- have both: the release that the card cites, and why the day has none of its own.
--
-- key: series, service_from, known_from
-- derived from: all series
-- columns:
--   series VARCHAR: Series
--   source JSON: CMS document, or the release as a JSON object
--   absence JSON: Series and reason as a JSON object, if no release is in force or one of its tables is missing
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE card_sources AS
WITH span AS (
    SELECT *
    FROM series_calendar
    WHERE series IN ('pfs-rvu', 'opps', 'asc', 'ncci-add-on', 'clfs', 'asp', 'dmepos', 'anesthesia-base-units', 'hcpcs-level-ii')
        OR regexp_full_match(series, 'ncci-(ptp|mue)-(practitioner|hospital|dme)')
),
carried AS (
    SELECT
        held.series,
        held.release_id,
        held.service_to + 1 AS service_from,
        coalesce(
            (SELECT min(later.service_from) - 1 FROM release_spans AS later
                WHERE later.series = held.series AND later.service_from > held.service_from),
            DATE '9999-12-31'
        ) AS service_to,
        held.known_from,
        held.known_to
    FROM release_spans AS held
    WHERE held.series IN ('anesthesia-base-units', 'hcpcs-level-ii')
),
quoted AS (
    SELECT series, release_id, service_from, service_to, known_from, known_to FROM span WHERE release_id IS NOT NULL
    UNION ALL BY NAME
    FROM carried WHERE service_from <= service_to
)
SELECT
    quoted.series,
    {
        'release_id': release.release_id,
        'label': release.label,
        'url': release.url,
        'sha256': release.sha256,
        'members': (
            SELECT list(DISTINCT load_counts.member ORDER BY load_counts.member)
            FROM load_counts
            WHERE load_counts.release_id = release.release_id AND load_counts.rows_loaded > 0
        ),
        'published_on': release.published_on,
        'retrieved_on': release.retrieved_at::DATE
    }::JSON AS source,
    -- If the release is loaded in part, the card cites it and lists what is missing.
    CASE
        WHEN lost.reason IS NOT NULL THEN {'series': quoted.series, 'reason': release.release_id || ' is loaded in part: ' || lost.reason}
    END::JSON AS absence,
    quoted.service_from,
    quoted.service_to,
    quoted.known_from,
    quoted.known_to
FROM quoted
JOIN releases AS release USING (release_id)
LEFT JOIN (
    SELECT release_id, string_agg(table_name || ': ' || reason, '; ' ORDER BY table_name) AS reason
    FROM tables_missing
    WHERE kind = 'rejected'
    GROUP BY release_id
) AS lost ON lost.release_id = quoted.release_id
UNION ALL
SELECT
    span.series,
    NULL,
    {
        'series': span.series,
        'reason': _gap_reason(span.reason, span.first_known_from, span.known_to)
            || CASE
                WHEN EXISTS (FROM carried WHERE carried.series = span.series AND carried.service_from = span.service_from)
                    THEN '; the rows of the release before are quoted'
                ELSE ''
            END
    }::JSON,
    span.service_from,
    span.service_to,
    span.known_from,
    span.known_to
FROM span
WHERE span.release_id IS NULL
ORDER BY series, service_from, known_from;
