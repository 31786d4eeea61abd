-- One row: the index of hospitals in a CBSA or a state's rural area, or of a hospital that Addendum L lists

CREATE MACRO _opps_wage_index(area, service_date, in_us_state := NULL, in_ccn := NULL, in_fips_county := NULL, in_reclassified := NULL, known_on := DATE '9999-12-31') AS TABLE
-- What is in force on the day, and its rules, are each read once: planning costs more than executing.
WITH in_force AS (
    SELECT
        max(day.release_id) FILTER (day.series = 'opps-wage-index') AS release_id,
        max(day.release_id) FILTER (day.series = 'opps-final-rule') AS rule_release_id,
        any_value(_gap_reason(day.reason, day.first_known_from, known_on)) FILTER (day.series = 'opps-wage-index') AS gap,
        any_value(_gap_reason(day.reason, day.first_known_from, known_on)) FILTER (day.series = 'opps-final-rule') AS rule_gap
    FROM series_calendar AS day
    WHERE day.series IN ('opps-wage-index', 'opps-final-rule')
        AND service_date::DATE BETWEEN day.service_from AND day.service_to
        AND known_on::DATE BETWEEN day.known_from AND day.known_to
),
day_rules AS (
    SELECT
        bool_or(rule.rule = 'rural_floor_area') AS has_rural_floor_area,
        bool_or(rule.rule = 'rural_floor_column') AS has_rural_floor_column,
        bool_or(rule.rule = 'imputed_floor') AS has_imputed_floor,
        try_cast(max(rule.value) FILTER (rule.rule = 'lowest_quartile') AS DECIMAL(6, 4)) AS quartile
    FROM wage_index_rules AS rule
    WHERE rule.service_from <= service_date::DATE
        AND _in_force_on(rule.service_to, service_date::DATE)
),
given AS (
    SELECT
        _area(area) AS area_code,
        _ccn(in_ccn) AS ccn,
        _us_state(in_us_state) AS us_state,
        _county(in_fips_county) AS fips_county
),
asked AS (
    SELECT
        in_force.*,
        day_rules.*,
        given.ccn,
        CASE WHEN area IS NULL THEN hospital.cbsa ELSE coalesce(given.area_code, area::VARCHAR) END AS cbsa,
        coalesce(in_reclassified, hospital.is_reclassified, false) AS is_reclassified,
        coalesce(given.fips_county, hospital.fips_county) AS fips_county,
        coalesce(given.us_state, by_ccn.us_state) AS us_state,
        given.ccn IS NOT NULL AND hospital.ccn IS NULL AND (area IS NULL OR in_reclassified IS NULL) AS is_unlisted,
        coalesce(_day_problem(service_date, known_on), CASE
            WHEN area IS NOT NULL AND given.area_code IS NULL THEN _no_area(area)
            WHEN in_ccn IS NOT NULL AND given.ccn IS NULL THEN '''' || in_ccn::VARCHAR || ''' is no certification number of a hospital, such as 010006'
            WHEN in_us_state IS NOT NULL AND given.us_state IS NULL THEN '''' || in_us_state::VARCHAR || ''' is no state, such as AL'
            WHEN in_fips_county IS NOT NULL AND given.fips_county IS NULL THEN '''' || in_fips_county::VARCHAR || ''' is no county''s FIPS code, such as 01003'
        END)::VARCHAR AS problem  -- DuckDB 1.4 takes a null without a type for an integer
    FROM in_force
    CROSS JOIN day_rules
    CROSS JOIN given
    LEFT JOIN opps_addendum_l AS hospital ON hospital.release_id = in_force.rule_release_id AND hospital.ccn = given.ccn
    LEFT JOIN us_states AS by_ccn ON by_ccn.ssa_code = left(given.ccn, 2)
),
own AS (
    SELECT
        asked.*,
        found.name,
        CASE WHEN asked.is_reclassified THEN found.reclassified_wage_index ELSE found.geographic_wage_index END AS area_index,
        county.out_migration_adjustment
    FROM asked
    LEFT JOIN opps_wage_index AS found ON found.release_id = asked.release_id AND found.cbsa = asked.cbsa
    LEFT JOIN opps_out_migration AS county
        ON county.release_id = asked.release_id AND county.fips_county = asked.fips_county AND NOT asked.is_reclassified
),
-- The rural and imputed floors depend on the state; an area in several states is tried with each.
floored AS (
    SELECT
        own.*,
        state.us_state AS state,
        state.ssa_code AS rural_area,
        rural.cbsa IS NULL AS has_no_rural_row,
        greatest(
            own.area_index,
            CASE WHEN own.has_rural_floor_area THEN rural.geographic_wage_index WHEN own.has_rural_floor_column THEN rural.rural_floor END,
            CASE WHEN own.has_imputed_floor THEN rural.imputed_floor END
        ) + coalesce(own.out_migration_adjustment, 0) AS before_quartile
    FROM own
    LEFT JOIN us_states AS state
        ON (state.ssa_code = own.cbsa OR length(own.cbsa) = 5 AND list_contains(_states_of_area(own.name), state.us_state))
        AND (own.us_state IS NULL OR own.us_state = state.us_state)
    LEFT JOIN opps_wage_index AS rural ON rural.release_id = own.release_id AND rural.cbsa = state.ssa_code
),
settled AS (
    SELECT
        any_value(cbsa) AS cbsa,
        any_value(name) AS name,
        any_value(release_id) AS release_id,
        any_value(rule_release_id) AS rule_release_id,
        any_value(gap) AS gap,
        any_value(rule_gap) AS rule_gap,
        any_value(problem) AS problem,
        any_value(ccn) AS ccn,
        bool_or(is_unlisted) AS is_unlisted,
        bool_or(has_no_rural_row) AS has_no_rural_row,
        any_value(fips_county) AS fips_county,
        list(rural_area) AS rural_areas,
        any_value(area_index) AS area_index,
        any_value(out_migration_adjustment) AS out_migration_adjustment,
        bool_or(is_reclassified) AS is_reclassified,
        count(DISTINCT before_quartile) AS candidates,
        count(state) AS states,
        max(before_quartile)::DECIMAL(6, 4) AS before_quartile,
        any_value(quartile) AS quartile
    FROM floored
),
-- A row or a table that could not be read and that the index would have used.
lost AS (
    SELECT min(gap.payment_status) AS payment_status, min(gap.reason) AS reason
    FROM settled
    JOIN _wage_index_gaps AS gap
        ON gap.release_id = settled.release_id AND gap.table_name = 'opps_wage_index'
        AND (gap.place = settled.cbsa OR list_contains(settled.rural_areas, gap.place) OR gap.place = '?' AND (settled.area_index IS NULL OR settled.has_no_rural_row))
        OR gap.release_id = settled.release_id AND gap.table_name = 'opps_out_migration' AND NOT settled.is_reclassified
        AND (gap.place = settled.fips_county OR gap.place = '?' AND settled.fips_county IS NOT NULL AND settled.out_migration_adjustment IS NULL)
        OR gap.release_id = settled.rule_release_id AND gap.table_name = 'opps_addendum_l' AND settled.is_unlisted
        AND gap.place IN ('?', settled.ccn)
)
SELECT
    'opps' AS facility_schedule,
    cbsa,
    name,
    CASE
        WHEN problem IS NULL AND lost.reason IS NULL AND NOT (is_unlisted AND rule_release_id IS NULL) AND candidates = 1 AND states > 0
            THEN _lowest_quartile(before_quartile, quartile)::DECIMAL(6, 4)
    END AS wage_index,
    CASE
        WHEN problem IS NOT NULL THEN 'not_understood'
        WHEN lost.reason IS NOT NULL THEN lost.payment_status
        WHEN release_id IS NULL OR area_index IS NULL OR is_unlisted AND rule_release_id IS NULL THEN 'no_data'
        WHEN candidates <> 1 OR states = 0 THEN 'not_decided'
        ELSE 'paid'
    END AS payment_status,
    CASE
        WHEN problem IS NOT NULL THEN problem
        WHEN release_id IS NULL THEN _no_wage_index('opps-wage-index', service_date, known_on, settled.gap)
        WHEN lost.reason IS NOT NULL THEN lost.reason
        WHEN is_unlisted AND rule_release_id IS NULL
            THEN 'Addendum L, which says whether the hospital is reclassified: ' || _no_wage_index('opps-final-rule', service_date, known_on, settled.rule_gap)
        WHEN cbsa IS NULL THEN 'No CBSA and no hospital listed in Addendum L is given'
        WHEN area_index IS NULL THEN release_id || ' has no index for ' || cbsa
        WHEN states = 0 THEN cbsa || ' is not in the given state, or its table lists no state: pass us_state'
        WHEN candidates <> 1 THEN cbsa || ' is in several states with different floors: pass us_state'
        ELSE concat_ws(
            ', ',
            concat_ws(' ', cbsa, name, CASE WHEN is_reclassified THEN 'reclassified' ELSE 'geographic' END, area_index),
            'out-migration +' || out_migration_adjustment,
            CASE WHEN before_quartile <> area_index + coalesce(out_migration_adjustment, 0) THEN 'floor of the state ' || before_quartile END,
            CASE WHEN before_quartile < quartile THEN 'below the first quartile ' || quartile || ', half of the difference added' END
        )
    END AS reason,
    'CMS OPPS pricer, wage index rules; ' || release_id AS source,
    release_id
FROM settled
CROSS JOIN lost;
