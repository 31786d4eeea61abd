-- For every day, which release of each series a card quotes, or why there is none.
-- derived from: all series

CREATE TABLE card_sources AS
WITH span AS (
    SELECT *
    FROM release_spans
    WHERE series IN ('pfs-rvu', 'opps', 'asc', 'ncci-add-on')
        OR regexp_full_match(series, 'ncci-(ptp|mue)-(practitioner|hospital|dme)')
),
edge AS (
    SELECT series, service_from AS edge FROM span
    UNION
    SELECT series, service_to + 1 FROM span
    UNION
    SELECT series, DATE '0001-01-01' FROM span
),
cell AS (
    SELECT series, edge AS service_from, coalesce(lead(edge) OVER (PARTITION BY series ORDER BY edge) - 1, DATE '9999-12-31') AS service_to
    FROM edge
),
gap AS (
    SELECT
        cell.*,
        min(span.known_from) AS known_since
    FROM cell
    LEFT JOIN span ON span.series = cell.series AND cell.service_from BETWEEN span.service_from AND span.service_to
    GROUP BY ALL
)
SELECT
    span.series,
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
    NULL AS absence,
    span.service_from,
    span.service_to,
    span.known_from,
    span.known_to
FROM span
JOIN releases AS release USING (release_id)
UNION ALL
SELECT
    gap.series,
    NULL,
    {
        'series': gap.series,
        'reason': no_data_reason(
            gap.series, gap.service_from, known_on := if(gap.known_since IS NULL, DATE '9999-12-31', gap.known_since - 1)
        )
    }::JSON,
    gap.service_from,
    gap.service_to,
    DATE '0001-01-01',
    coalesce(gap.known_since - 1, DATE '9999-12-31')
FROM gap
ORDER BY series, service_from, known_from;
