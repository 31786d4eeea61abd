-- What Congress made of each release of the physician fee schedule: one row per release and days with the same factor,
-- floor and calculation flags
--
-- What Congress made of a release after CMS had posted it, day by day.
--
-- A release is cut at the days on which a factor, the floor of work or a calculation flag begins or ends (June 2010).
--
-- key: release_id, service_from, known_from
-- derived from: pfs-rvu
-- rebuilt: per release
-- columns:
--   release_id VARCHAR: Release
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is
--   conversion_factor DECIMAL(9,4): Dollars per RVU that were finally paid, by law; null where the release prints a
--     factor that no law names, and the printed one is used
--   work_gpci_floor DECIMAL(6,3): Floor of the work index in force, null if none
--   flag_2 DECIMAL(3,2): Factor on codes with calculation flag 2: 1.05 or 1
--   flag_3 DECIMAL(3,2): Factor on codes with calculation flag 3: 0.98 or 1
--   unsettled_reason VARCHAR: Why what was finally paid cannot be told from this release; null where it can

CREATE TABLE pfs_spans AS
WITH law AS (
    SELECT
        rule.kind,
        rule.applies_to,
        rule.value,
        rule.service_from,
        coalesce(rule.service_to, DATE '9999-12-30') AS service_to
    FROM pfs_laws AS rule
    WHERE rule.kind IN ('conversion_factor', 'work_gpci_floor', 'calculation_flag') AND rule.applies_to NOT SIMILAR TO '[A-Z]{2}|qualifying_apm'
),
span AS (
    FROM release_spans WHERE series = 'pfs-rvu'
),
start AS (
    SELECT release_id, service_from, known_from, service_from AS day FROM span
    UNION
    SELECT span.release_id, span.service_from, span.known_from, edge.day
    FROM span
    JOIN (SELECT service_from AS day FROM law UNION SELECT service_to + 1 FROM law) AS edge
        ON edge.day > span.service_from AND edge.day <= span.service_to
),
cell AS (
    SELECT
        span.release_id,
        span.service_from AS span_from,
        span.known_from,
        span.known_to,
        start.day,
        coalesce(lead(start.day) OVER (PARTITION BY span.release_id, span.service_from, span.known_from ORDER BY start.day) - 1, span.service_to) AS last_day
    FROM span
    JOIN start USING (release_id, service_from, known_from)
),
ruled AS (
    SELECT
        cell.*,
        max(law.value) FILTER (law.kind = 'conversion_factor') AS law_factor,
        max(law.value) FILTER (law.kind = 'work_gpci_floor')::DECIMAL(6, 3) AS work_gpci_floor,
        coalesce(max(law.value) FILTER (law.kind = 'calculation_flag' AND law.applies_to = '2'), 1)::DECIMAL(3, 2) AS flag_2,
        coalesce(max(law.value) FILTER (law.kind = 'calculation_flag' AND law.applies_to = '3'), 1)::DECIMAL(3, 2) AS flag_3
    FROM cell
    LEFT JOIN law ON cell.day BETWEEN law.service_from AND law.service_to
    GROUP BY ALL
),
printed AS (
    SELECT release_id, max(conversion_factor) AS printed_factor
    FROM pfs_rvu
    WHERE NOT qualifying_apm AND status_code IN ('A', 'R', 'T')
    GROUP BY release_id
),
final AS (
    SELECT ruled.release_id, list_contains(list(ruled.law_factor), any_value(printed.printed_factor)) AS is_of_a_law
    FROM ruled
    JOIN printed USING (release_id)
    GROUP BY ruled.release_id
),
unsettled AS (
    SELECT unnest(string_split(rule.applies_to, ' ')) AS vintage, coalesce(rule.note, rule.source, '') AS note FROM pfs_laws AS rule WHERE rule.kind = 'unsettled'
),
merged AS (
    SELECT
        ruled.release_id,
        ruled.span_from,
        min(ruled.day) AS service_from,
        max(ruled.last_day) AS service_to,
        ruled.known_from,
        ruled.known_to,
        -- Null where the release prints a factor that no law names: it is used as it is printed.
        CASE WHEN final.is_of_a_law THEN ruled.law_factor END AS conversion_factor,
        ruled.work_gpci_floor,
        ruled.flag_2,
        ruled.flag_3,
        CASE
            WHEN unsettled.vintage IS NOT NULL AND NOT coalesce(final.is_of_a_law, false) THEN
                'Not settled: this release prints a conversion factor of ' || printed.printed_factor || ' and the final one was '
                    || ruled.law_factor || '. ' || unsettled.note
        END AS unsettled_reason
    FROM ruled
    LEFT JOIN printed USING (release_id)
    LEFT JOIN final USING (release_id)
    LEFT JOIN releases AS release USING (release_id)
    LEFT JOIN unsettled ON unsettled.vintage = release.vintage
    GROUP BY ALL
)
SELECT * EXCLUDE (span_from) FROM merged ORDER BY service_from, known_from;
