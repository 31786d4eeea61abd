-- Internal: the NCCI table that a word means, and its release in force by day; one further row per word, without dates,
-- is for a day without a row
--
-- Planning dominates the cost of a look-up: the word, the release and the order of releases are one row here.
--
-- key: edits, word, service_from, known_from
-- derived from: all series
-- columns:
--   edits VARCHAR: ptp or mue
--   word VARCHAR: Setting as asked, normalized: practitioner, office, hospital …
--   ncci_table VARCHAR: practitioner, hospital or dme
--   release_id VARCHAR: Release in force; null if there is none
--   gap_reason VARCHAR: Why there is none; {known_on} represents the asked known date
--   first_releases VARCHAR[]: Releases of the series up to this one
--   earlier_releases VARCHAR[]: Releases of the series before this one
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE _ncci_days AS
WITH word AS (
    SELECT edits.edits, asked.word, _ncci_table_of(asked.word) AS ncci_table
    FROM (VALUES ('ptp'), ('mue')) AS edits (edits)
    CROSS JOIN (SELECT unnest(_ncci_words()) AS word) AS asked
),
listed AS (
    SELECT
        in_force.release_id,
        list(one.release_id ORDER BY one.release_id) AS first_releases,
        coalesce(list(one.release_id ORDER BY one.release_id) FILTER (one.release_id <> in_force.release_id), []) AS earlier_releases
    FROM releases AS in_force
    JOIN releases AS one ON one.series = in_force.series AND _release_leq(one.release_id, in_force.release_id)
    WHERE starts_with(in_force.series, 'ncci-')
    GROUP BY in_force.release_id
)
SELECT
    word.edits,
    word.word,
    word.ncci_table,
    day.release_id,
    CASE WHEN day.release_id IS NULL THEN coalesce(day.reason, _not_yet_published('{known_on}', day.first_known_from)) END AS gap_reason,
    listed.first_releases,
    listed.earlier_releases,
    day.service_from,
    day.service_to,
    day.known_from,
    day.known_to
FROM word
JOIN series_calendar AS day ON day.series = concat_ws('-', 'ncci', word.edits, word.ncci_table)
LEFT JOIN listed ON listed.release_id = day.release_id
UNION ALL
SELECT
    word.edits,
    word.word,
    word.ncci_table,
    NULL,
    'no release of ' || concat_ws('-', 'ncci', word.edits, word.ncci_table) || ' is loaded',
    NULL,
    NULL,
    NULL,
    NULL,
    NULL,
    NULL
FROM word
ORDER BY edits, word, service_from NULLS FIRST, known_from;
