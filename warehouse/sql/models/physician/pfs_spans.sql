-- Laws applied to each release of the physician fee schedule: one row per release and rectangle of service dates by
-- known dates with the same factor, floors and calculation flags
--
-- Changes that Congress made to a release after CMS had posted it, with the day from which each was known.
--
-- A release is split where a law changes its amounts: at the service dates on which a factor, a floor or a flag begins
-- or ends (June 2010), and at the enactment date. Before that date, only the values that CMS listed and the laws known
-- by then apply. A law that changes nothing in a release does not split it.
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
--   conversion_factor DECIMAL(9,4): Conversion factor finally paid by law as known then, dollars per RVU; null if no
--     law sets one for the release, whose listed factor then applies
--   work_gpci_floor DECIMAL(6,3): National floor of the work index; null if there is none or no listed index is below
--     it
--   state_floors STRUCT(us_state VARCHAR, kind VARCHAR, lowest DECIMAL(6,3))[]: Floors in individual states
--   flag_2 DECIMAL(3,2): Factor on the release's codes with calculation flag 2: 1.05 or 1
--   flag_3 DECIMAL(3,2): Factor on the release's codes with calculation flag 3: 0.98 or 1
--   unsettled_reason VARCHAR: Why the amounts finally paid cannot be determined from this release; null if they can

CREATE TABLE pfs_spans AS
WITH law AS (
    SELECT
        rule.kind,
        rule.applies_to,
        rule.value,
        rule.service_from,
        coalesce(rule.service_to, DATE '9999-12-30') AS service_to,
        rule.enacted_on
    FROM pfs_laws AS rule
    WHERE rule.kind <> 'unsettled' AND rule.applies_to <> 'qualifying_apm'
),
span AS (
    SELECT release_id, service_from AS span_from, service_to AS span_to, known_from AS span_known, known_to AS span_known_to
    FROM release_spans
    WHERE series = 'pfs-rvu'
),
ruling AS (
    SELECT span.*, law.* FROM span JOIN law ON law.service_from <= span.span_to AND law.service_to >= span.span_from
),
day AS (
    SELECT *, coalesce(lead(first_day) OVER (PARTITION BY release_id, span_from, span_known ORDER BY first_day) - 1, span_to) AS last_day
    FROM (
        SELECT *, span_from AS first_day FROM span
        UNION
        SELECT release_id, span_from, span_to, span_known, span_known_to, unnest([service_from, service_to + 1]) AS first_day FROM ruling
    ) AS edge
    WHERE first_day BETWEEN span_from AND span_to
),
knowledge AS (
    SELECT
        release_id, span_from, span_known, known_from,
        coalesce(lead(known_from) OVER (PARTITION BY release_id, span_from, span_known ORDER BY known_from) - 1, span_known_to) AS known_to
    FROM (
        SELECT release_id, span_from, span_known, span_known_to, span_known AS known_from FROM span
        UNION
        SELECT release_id, span_from, span_known, span_known_to, enacted_on FROM ruling
    ) AS edge
    WHERE known_from BETWEEN span_known AND span_known_to
),
cell AS (
    SELECT day.release_id, day.span_from, day.span_known, day.first_day, day.last_day, knowledge.known_from, knowledge.known_to
    FROM day
    JOIN knowledge USING (release_id, span_from, span_known)
),
printed AS (
    SELECT
        release_id,
        max(conversion_factor) FILTER (status_code IN ('A', 'R', 'T')) AS printed_factor,
        coalesce(bool_or(calculation_flag = '2'), false) AS has_flag_2,
        coalesce(bool_or(calculation_flag = '3'), false) AS has_flag_3
    FROM pfs_rvu
    WHERE NOT qualifying_apm
    GROUP BY release_id
),
lowest AS (
    SELECT release_id, min(work_gpci) AS work_gpci FROM pfs_gpci GROUP BY release_id
),
ruled AS (
    -- If several laws set a factor for a day, the last enacted applies; of several floors, the highest.
    SELECT
        cell.*,
        arg_max(law.value, law.enacted_on) FILTER (law.kind = 'conversion_factor') AS final_factor,
        arg_max(law.value, law.enacted_on) FILTER (law.kind = 'conversion_factor' AND law.enacted_on <= cell.known_from) AS law_factor,
        max(law.value) FILTER (law.kind = 'work_gpci_floor' AND law.applies_to = 'all' AND law.enacted_on <= cell.known_from)::DECIMAL(6, 3)
            AS work_gpci_floor,
        list({'us_state': law.applies_to, 'kind': law.kind, 'lowest': law.value::DECIMAL(6, 3)} ORDER BY law.applies_to, law.kind, law.value)
            FILTER (law.kind LIKE '%_gpci_floor' AND law.applies_to <> 'all' AND law.enacted_on <= cell.known_from) AS state_floors,
        arg_max(law.value, law.enacted_on)
            FILTER (law.kind = 'calculation_flag' AND law.applies_to = '2' AND law.enacted_on <= cell.known_from) AS flag_2,
        arg_max(law.value, law.enacted_on)
            FILTER (law.kind = 'calculation_flag' AND law.applies_to = '3' AND law.enacted_on <= cell.known_from) AS flag_3
    FROM cell
    LEFT JOIN law ON cell.first_day BETWEEN law.service_from AND law.service_to
    GROUP BY ALL
),
unsettled AS (
    SELECT unnest(string_split(rule.applies_to, ' ')) AS vintage, coalesce(rule.note, rule.source, '') AS note FROM pfs_laws AS rule WHERE rule.kind = 'unsettled'
),
with_laws AS (
    SELECT
        ruled.release_id,
        ruled.span_from,
        ruled.span_known,
        ruled.first_day,
        ruled.last_day,
        ruled.known_from,
        ruled.known_to,
        coalesce(bool_or(ruled.final_factor = printed.printed_factor) OVER (PARTITION BY ruled.release_id), false) AS is_of_a_law,
        -- Once a law sets another factor for some of its days, CMS replaces the release for all days.
        max(CASE WHEN ruled.law_factor <> printed.printed_factor THEN ruled.law_factor END)
            OVER (PARTITION BY ruled.release_id, ruled.span_from, ruled.span_known, ruled.known_from) AS other_factor,
        {
            -- A release with the final factor was posted when that factor was known.
            'conversion_factor': CASE
                WHEN is_of_a_law AND ruled.final_factor = printed.printed_factor THEN printed.printed_factor
                WHEN is_of_a_law THEN coalesce(ruled.law_factor, printed.printed_factor)
            END,
            'work_gpci_floor': CASE WHEN lowest.work_gpci < ruled.work_gpci_floor THEN ruled.work_gpci_floor END,
            'state_floors': coalesce(ruled.state_floors, []),
            'flag_2': CASE WHEN printed.has_flag_2 THEN coalesce(ruled.flag_2, 1) ELSE 1 END::DECIMAL(3, 2),
            'flag_3': CASE WHEN printed.has_flag_3 THEN coalesce(ruled.flag_3, 1) ELSE 1 END::DECIMAL(3, 2),
            'unsettled_reason': CASE
                WHEN unsettled.vintage IS NOT NULL AND NOT is_of_a_law THEN
                    'Not settled: this release prints a conversion factor of ' || printed.printed_factor || ' and the final one was '
                        || other_factor || '. ' || unsettled.note
            END
        } AS made
    FROM ruled
    LEFT JOIN printed USING (release_id)
    LEFT JOIN lowest USING (release_id)
    LEFT JOIN releases AS release USING (release_id)
    LEFT JOIN unsettled ON unsettled.vintage = release.vintage
),
-- Merge adjacent equal rectangles: first along known dates, then along service dates.
known_alike AS (
    SELECT *, count(*) FILTER (is_other) OVER (PARTITION BY release_id, span_from, span_known, first_day ORDER BY known_from) AS stretch
    FROM (
        SELECT *, made IS DISTINCT FROM lag(made) OVER (PARTITION BY release_id, span_from, span_known, first_day ORDER BY known_from) AS is_other
        FROM with_laws
    ) AS beside
),
known AS (
    SELECT release_id, span_from, span_known, first_day, last_day, min(known_from) AS known_from, max(known_to) AS known_to, any_value(made) AS made
    FROM known_alike
    GROUP BY release_id, span_from, span_known, first_day, last_day, stretch
),
days_alike AS (
    SELECT *, count(*) FILTER (is_other) OVER (PARTITION BY release_id, span_from, known_from, known_to ORDER BY first_day) AS stretch
    FROM (
        SELECT
            *,
            row(made, first_day) IS DISTINCT FROM lag(row(made, last_day + 1))
                OVER (PARTITION BY release_id, span_from, known_from, known_to ORDER BY first_day) AS is_other
        FROM known
    ) AS beside
)
SELECT
    release_id,
    min(first_day) AS service_from,
    max(last_day) AS service_to,
    known_from,
    known_to,
    any_value(made).conversion_factor AS conversion_factor,
    any_value(made).work_gpci_floor AS work_gpci_floor,
    any_value(made).state_floors AS state_floors,
    any_value(made).flag_2 AS flag_2,
    any_value(made).flag_3 AS flag_3,
    any_value(made).unsettled_reason AS unsettled_reason
FROM days_alike
GROUP BY release_id, span_from, known_from, known_to, stretch
ORDER BY service_from, known_from;
