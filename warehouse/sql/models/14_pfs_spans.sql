-- What Congress made of a release after CMS had posted it, day by day.
-- derived from: pfs-rvu
-- one release at a time

-- A release is cut at the days on which a factor, the floor of work or a calculation flag begins or ends (June 2010).
CREATE TABLE pfs_spans AS
WITH law AS (
    SELECT
        rule.kind,
        rule.applies_to,
        rule.value::DECIMAL(9, 4) AS value,
        rule.service_from::DATE AS service_from,
        coalesce(rule.service_to::DATE, DATE '9999-12-30') AS service_to
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

CREATE TABLE pfs_final_gpci AS
WITH law AS (
    SELECT rule.kind, rule.applies_to, rule.value::DECIMAL(6, 3) AS value, rule.service_from::DATE AS service_from,
        coalesce(rule.service_to::DATE, DATE '9999-12-31') AS service_to
    FROM pfs_laws AS rule
    WHERE rule.applies_to <> 'all' AND rule.kind IN ('work_gpci_floor', 'pe_gpci_floor')
),
placed AS (
    -- Before 2021 GPCI names the state in the name of its locality only.
    SELECT gpci.* EXCLUDE (us_state), coalesce(gpci.us_state, named.us_state) AS us_state
    FROM pfs_gpci AS gpci
    LEFT JOIN us_states AS named ON named.name = upper(gpci.locality_name)
),
floor AS (
    SELECT
        span.release_id,
        span.service_from,
        span.known_from,
        law.applies_to AS us_state,
        max(law.value) FILTER (law.kind = 'work_gpci_floor') AS work_gpci_floor,
        max(law.value) FILTER (law.kind = 'pe_gpci_floor') AS pe_gpci_floor
    FROM pfs_spans AS span
    JOIN law ON span.service_from BETWEEN law.service_from AND law.service_to
    GROUP BY ALL
)
SELECT
    gpci.mac,
    gpci.locality,
    gpci.locality_name,
    gpci.us_state,
    greatest(gpci.work_gpci, span.work_gpci_floor, floor.work_gpci_floor) AS work_gpci,
    greatest(gpci.pe_gpci, floor.pe_gpci_floor) AS pe_gpci,
    gpci.mp_gpci,
    span.release_id,
    span.service_from,
    span.service_to,
    span.known_from,
    span.known_to
FROM pfs_spans AS span
JOIN placed AS gpci USING (release_id)
LEFT JOIN floor
    ON floor.release_id = span.release_id
    AND floor.service_from = span.service_from
    AND floor.known_from = span.known_from
    AND floor.us_state = gpci.us_state
ORDER BY gpci.mac, gpci.locality, span.service_from, span.known_from;
