-- Payment of an anesthesia service to the cent, in a locality: (base units + minutes / 15) x the locality's factor x the
-- modifier's share; no physical-status units, since Medicare pays none. The beneficiary pays 20%. Claims Processing
-- Manual, chapter 12, sections 50 and 140
--
-- Medicare pays for anesthesia by the code's base units, the time, and the locality's conversion factor.
--
-- columns:
--   hcpcs VARCHAR: Anesthesia code
--   minutes BIGINT: Minutes of anesthesia
--   pricing_modifier VARCHAR: The given one of AA, AD, QK, QX, QY and QZ; null if none
--   base_units INTEGER: Base units that are paid; for AD those of the rule
--   units_of_year INTEGER: Year for which CMS listed the units
--   time_units DECIMAL(8,1): One per 15 minutes, to one decimal
--   total_units DECIMAL(9,1): Base units plus time units
--   conversion_factor DECIMAL(9,4): Dollars per unit in the locality
--   share DECIMAL(4,2): Share that the modifier pays, 0 to 1
--   payment DECIMAL(12,2): Payment in dollars; null unless payment_status is paid
--   medicare_payment DECIMAL(12,2): Medicare's 80% of the payment, dollars
--   beneficiary_payment DECIMAL(12,2): The beneficiary's 20% of the payment, dollars
--   payment_status VARCHAR: paid, not_listed, no_data, unreadable or not_understood
--   reason VARCHAR: Reason for the status, and the rule applied
--   rule_source VARCHAR: CMS source of the modifier's rule
--   base_units_release_id VARCHAR: Release of the base units
--   factor_release_id VARCHAR: Release of the conversion factor

CREATE MACRO anesthesia_payment(code, in_minutes, modifiers, in_mac, in_locality, service_date, qp := false, present_at_induction := false, known_on := DATE '9999-12-31') AS TABLE
WITH asked AS (
    SELECT
        coalesce(_code(code), code::VARCHAR) AS hcpcs,
        coalesce(_code_problem(code), _day_problem(service_date, known_on), CASE
            WHEN NOT _are_modifiers(modifiers) THEN '''' || modifiers::VARCHAR || ''': a modifier has two letters or digits'
            WHEN qp IS NULL THEN 'qp is null: true or false'
            WHEN present_at_induction IS NULL THEN 'present_at_induction is null: true or false'
            WHEN in_minutes IS NOT NULL AND _whole_minutes(in_minutes) IS NULL
                THEN '''' || in_minutes::VARCHAR || ''' is not a number of minutes: a whole number, at most ' || 7 * 24 * 60
        END) AS problem,
        _whole_minutes(in_minutes) AS spent,
        release_on('pfs-rvu', service_date, known_on := known_on) AS pfs_release_id,
        release_on('anesthesia-factors', service_date, known_on := known_on) AS factors_release_id,
        _latest_release('anesthesia-base-units', service_date, known_on := known_on) AS units_release_id,
        _modifiers(modifiers) AS codes
),
counted_modifiers AS (
    SELECT *, (SELECT count(*) FROM anesthesia_modifiers AS other WHERE list_contains(asked.codes, other.modifier)) AS pricing_modifiers
    FROM asked
),
ruled AS (
    SELECT
        asked.*,
        rule.modifier AS pricing_modifier,
        coalesce(rule.share, 1.00) AS share,
        rule.base_units AS base_units_instead,
        rule.max_time_units,
        rule.meaning,
        rule.source AS rule_source
    FROM counted_modifiers AS asked
    LEFT JOIN anesthesia_modifiers AS rule ON asked.pricing_modifiers = 1 AND list_contains(asked.codes, rule.modifier)
),
counted AS (
    SELECT
        ruled.*,
        units.base_units AS base_units_printed,
        units.units_of_year,
        units.release_id AS base_units_release_id,
        units.unreadable_reason AS units_unreadable,
        no_factor.reason AS factor_unreadable,
        coalesce(ruled.base_units_instead, units.base_units) AS base_units,
        CASE
            WHEN ruled.max_time_units IS NULL THEN anesthesia_time_units(ruled.spent)
            WHEN present_at_induction THEN least(anesthesia_time_units(ruled.spent), ruled.max_time_units::DECIMAL(8, 1))
            ELSE 0::DECIMAL(8, 1)
        END AS time_units,
        _anesthesia_factor(in_mac, in_locality, qp, ruled.pfs_release_id, service_date, known_on) AS rvu_factor,
        _anesthesia_factor(in_mac, in_locality, qp, ruled.factors_release_id, service_date, known_on) AS factor_posted_apart,
        lost.reason AS no_factors_reason,
        _anesthesia_factor_problem(in_mac, in_locality, ruled.pfs_release_id, service_date, known_on) AS not_final_reason
    FROM ruled
    LEFT JOIN _missing_tables AS lost ON lost.release_id = ruled.pfs_release_id AND lost.table_name = 'pfs_anesthesia_cf'
    LEFT JOIN (
        SELECT line.release_id, line.place, min(line.reason) AS reason
        FROM unreadable_rows AS line
        WHERE line.table_name IN ('pfs_anesthesia_cf', 'anesthesia_factor') AND line.place = _mac(in_mac) || ' ' || _locality(in_locality)
        GROUP BY ALL
    ) AS no_factor ON no_factor.release_id IN (ruled.pfs_release_id, ruled.factors_release_id)
    LEFT JOIN _anesthesia_units_on(service_date, known_on := known_on) AS units ON units.hcpcs = ruled.hcpcs
),
priced AS (
    SELECT
        *,
        coalesce(rvu_factor, factor_posted_apart) AS conversion_factor,
        CASE
            WHEN rvu_factor IS NULL AND factor_posted_apart IS NOT NULL THEN factors_release_id
            ELSE pfs_release_id
        END AS factor_release_id,
        CASE
            WHEN problem IS NOT NULL THEN 'not_understood'
            WHEN units_unreadable IS NOT NULL THEN 'unreadable'
            WHEN base_units_printed IS NULL AND units_release_id IS NULL THEN 'no_data'
            WHEN base_units_printed IS NULL THEN 'not_listed'
            WHEN conversion_factor IS NULL AND factor_unreadable IS NOT NULL THEN 'unreadable'
            WHEN conversion_factor IS NULL OR spent IS NULL OR pricing_modifiers > 1 THEN 'no_data'
            ELSE 'paid'
        END AS payment_status
    FROM counted
),
paid AS (
    SELECT
        *,
        CASE
            WHEN payment_status = 'paid'
                THEN round((base_units + time_units)::DECIMAL(9, 1) * conversion_factor::DECIMAL(9, 4) * share, 2)::DECIMAL(12, 2)
        END AS payment
    FROM priced
)
SELECT
    hcpcs,
    spent AS minutes,
    pricing_modifier,
    base_units,
    units_of_year,
    time_units,
    (base_units + time_units)::DECIMAL(9, 1) AS total_units,
    conversion_factor,
    share,
    payment,
    (payment - round(payment * 0.20, 2))::DECIMAL(12, 2) AS medicare_payment,
    round(payment * 0.20, 2)::DECIMAL(12, 2) AS beneficiary_payment,
    payment_status,
    rtrim(CASE
        WHEN problem IS NOT NULL THEN problem
        WHEN units_unreadable IS NOT NULL THEN units_unreadable
        WHEN base_units_printed IS NULL AND units_release_id IS NULL THEN coalesce(
            no_data_reason('anesthesia-base-units', service_date, known_on := known_on), 'no file of anesthesia base units is loaded for the day or before'
        )
        WHEN base_units_printed IS NULL THEN 'CMS''s file of anesthesia base units does not list the code'
        WHEN factor_release_id IS NULL THEN no_data_reason('pfs-rvu', service_date, known_on := known_on)
        WHEN conversion_factor IS NULL
            THEN coalesce(
                factor_unreadable,
                _place_problem(in_mac, in_locality),
                CASE WHEN in_mac IS NULL THEN 'The factor depends on the locality: pass MAC and locality' END,
                no_factors_reason,
                not_final_reason,
                pfs_release_id || ' has no anesthesia factor for locality ' || in_mac::VARCHAR || ' ' || in_locality::VARCHAR
            )
        WHEN spent IS NULL THEN 'The minutes of anesthesia are required'
        WHEN pricing_modifiers > 1 THEN 'Pass only one of AA, AD, QK, QX, QY and QZ'
        WHEN pricing_modifier IS NULL
            THEN 'In full, as if performed by one person; AA, AD, QK, QX, QY or QZ on a claim identifies who performed it'
        ELSE pricing_modifier || ': ' || meaning
    END, '.') || coalesce('. Base units are those of ' || units_of_year || '.', '') AS reason,
    rule_source,
    base_units_release_id,
    factor_release_id
FROM paid;
