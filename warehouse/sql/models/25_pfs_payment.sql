-- What the physician fee schedule pays in a locality, to the cent, step by step.

CREATE MACRO _pfs_local_amount(work, pe, mp, opps_pe, opps_mp, is_capped, work_gpci, pe_gpci, mp_gpci, factor) AS least(
    pfs_amount(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor),
    if(is_capped, pfs_amount(work, opps_pe, opps_mp, work_gpci, pe_gpci, mp_gpci, factor), NULL)
);
COMMENT ON MACRO _pfs_local_amount IS 'pfs_amount, or the OPPS amount where the technical part is limited to it and that is lower';

CREATE MACRO _no_locality_reason(release_id, mac, locality) AS
    concat_ws(' ', 'GPCI of', release_id, 'has no locality', mac, locality);
COMMENT ON MACRO _no_locality_reason IS 'Why nothing is paid in a locality that the release does not list';

CREATE MACRO _modifiers_in(text) AS regexp_extract_all(upper(coalesce(text, '')), '[0-9A-Z]{2}');
COMMENT ON MACRO _modifiers_in IS 'Modifiers written in a text: 26-50 or 26,50 → [26, 50]';

-- `places` is a list of {mac, locality}; a null mac stands for the nation, whose indices are all 1.
CREATE MACRO pfs_payments(code, modifiers, places, service_date, in_setting, qp := false, known_on := DATE '9999-12-31') AS TABLE
WITH rows AS (
    SELECT *
    FROM code_figures_on(service_date, known_on := known_on) AS figures
    WHERE figures.hcpcs = upper(code)
),
picked AS (
    SELECT
        rows.*,
        if(in_setting = 'facility', rows.pe_rvu_facility, rows.pe_rvu_nonfacility) AS pe_rvu,
        if(
            in_setting = 'facility',
            if(qp, rows.payment_status_facility_qp, rows.payment_status_facility),
            if(qp, rows.payment_status_nonfacility_qp, rows.payment_status_nonfacility)
        ) AS row_state,
        if(
            in_setting = 'facility',
            if(qp, rows.reason_facility_qp, rows.reason_facility),
            if(qp, rows.reason_nonfacility_qp, rows.reason_nonfacility)
        ) AS row_reason,
        if(qp, rows.conversion_factor_qp, rows.conversion_factor) AS factor,
        if(in_setting = 'facility', rows.opps_cap_facility, rows.opps_cap_nonfacility) IS NOT NULL AS is_capped,
        if(
            in_setting = 'facility',
            if(qp, rows.opps_pe_facility_qp, rows.opps_pe_facility),
            if(qp, rows.opps_pe_nonfacility_qp, rows.opps_pe_nonfacility)
        ) AS opps_pe,
        if(qp, rows.opps_mp_qp, rows.opps_mp) AS opps_part_mp
    FROM rows
    WHERE rows.modifier IS NULL OR list_contains(_modifiers_in(modifiers), rows.modifier)
    ORDER BY rows.modifier NULLS LAST
    LIMIT 1
),
professional AS (
    SELECT
        rows.work_rvu AS professional_work,
        if(in_setting = 'facility', rows.pe_rvu_facility, rows.pe_rvu_nonfacility) AS professional_pe,
        rows.mp_rvu AS professional_mp
    FROM rows
    WHERE rows.modifier = '26'
),
applied AS (
    SELECT rule.modifier, rule.effect, rule.share, rule.indicator, rule.meaning || coalesce(' ' || rule.condition, '') AS meaning, rule.source
    FROM rows
    JOIN modifier_profiles AS rule USING (modifier_profile)
    WHERE rule.payer_part = 'professional'
        AND rule.effect <> 'row'
        AND list_contains(_modifiers_in(modifiers), rule.modifier)
    UNION ALL
    SELECT rule.modifier, rule.effect, NULL, NULL, rule.meaning, rule.source
    FROM claim_level_modifiers AS rule
    WHERE list_contains(_modifiers_in(modifiers), rule.modifier)
        AND (rule.since IS NULL OR rule.since::DATE <= service_date)
),
without_effect AS (
    SELECT applied.modifier FROM applied WHERE applied.effect = 'no_effect' AND applied.indicator IS NULL
    UNION
    SELECT rule.modifier
    FROM ncci_modifiers AS rule
    -- Not an anti join: DuckDB has none where the macro is asked for each row of a query.
    LEFT JOIN applied ON applied.modifier = rule.modifier
    WHERE applied.modifier IS NULL
        AND rule.meaning <> 'Global surgery'
        AND list_contains(_modifiers_in(modifiers), rule.modifier)
),
-- Modifiers of one indicator do not add up: AS beside 80 is one assistant, LT beside 50 says nothing more.
share AS (
    SELECT
        if(applied.effect LIKE '%technical_share', applied.effect, 'share') AS kind,
        arg_max(applied.share, abs(1 - applied.share)) AS share
    FROM applied
    WHERE applied.share IS NOT NULL
    GROUP BY kind, applied.indicator
),
ruled AS (
    SELECT
        (SELECT coalesce(product(share.share) FILTER (share.kind = 'share'), 1) FROM share)::DECIMAL(12, 8) AS share,
        (SELECT coalesce(product(share.share) FILTER (share.kind = 'technical_share'), 1) FROM share)::DECIMAL(6, 4) AS technical_share,
        (SELECT coalesce(product(share.share) FILTER (share.kind = 'capped_technical_share'), 1) FROM share)::DECIMAL(6, 4) AS capped_technical_share,
        coalesce(bool_or(applied.effect = 'not_paid'), false) AS is_refused,
        coalesce(bool_or(applied.effect IN ('by_report', 'line_set')), false) AS is_by_report,
        coalesce(list(applied.modifier), []) AS ruled_modifiers,
        string_agg(applied.modifier || ': ' || applied.meaning, ' ' ORDER BY applied.modifier)
            FILTER (applied.effect <> 'no_effect' OR applied.indicator IS NOT NULL) AS said,
        string_agg(DISTINCT applied.source, '; ' ORDER BY applied.source)
            FILTER (applied.effect <> 'no_effect' OR applied.indicator IS NOT NULL) AS said_by,
        (SELECT string_agg(without_effect.modifier, ', ' ORDER BY without_effect.modifier) FROM without_effect) AS idle_modifiers
    FROM applied
),
places AS (
    SELECT DISTINCT unnest(places) AS place
),
placed AS (
    SELECT
        place,
        picked.*,
        ruled.*,
        professional.*,
        gpci.locality_name,
        if(place.mac IS NULL, 1, gpci.work_gpci) AS work_index,
        if(place.mac IS NULL, 1, gpci.pe_gpci) AS pe_index,
        if(place.mac IS NULL, 1, gpci.mp_gpci) AS mp_index
    FROM places
    LEFT JOIN picked ON true
    LEFT JOIN ruled ON true
    LEFT JOIN professional ON true
    LEFT JOIN pfs_gpci AS gpci
        ON gpci.release_id = picked.release_id AND gpci.mac = place.mac AND gpci.locality = place.locality
),
priced AS (
    SELECT
        *,
        pfs_amount(work_rvu, pe_rvu, mp_rvu, work_index, pe_index, mp_index, factor) AS full_amount,
        -- What is not technical: all of it, unless the row is TC, or global and CMS prints its 26 (of 80506 it does not).
        CASE
            WHEN modifier = 'TC' OR pctc_indicator = '3' THEN 0
            WHEN modifier IS NULL AND pctc_indicator = '1' AND professional_work IS NOT NULL
                THEN pfs_amount(professional_work, professional_pe, professional_mp, work_index, pe_index, mp_index, factor)
            ELSE full_amount
        END AS professional_amount,
        list_filter(
            _modifiers_in(modifiers),
            lambda asked: asked IS DISTINCT FROM modifier
                AND NOT list_contains(ruled_modifiers, asked)
                AND NOT list_contains(string_split(coalesce(idle_modifiers, ''), ', '), asked)
        ) AS unruled_modifiers,
        if(is_capped, pfs_amount(work_rvu, opps_pe, opps_part_mp, work_index, pe_index, mp_index, factor), NULL) AS cap_amount,
        CASE
            WHEN hcpcs IS NULL AND release_on('pfs-rvu', service_date, known_on := known_on) IS NULL THEN 'no_data'
            WHEN hcpcs IS NULL AND (SELECT count(*) FROM rows) > 0 THEN 'not_paid'
            WHEN hcpcs IS NULL THEN 'not_listed'
            WHEN len(list_intersect(_modifiers_in(modifiers), ['26', 'TC'])) > 0 AND modifier IS NULL THEN 'not_paid'
            WHEN row_state <> 'paid' THEN row_state
            WHEN is_refused THEN 'not_paid'
            WHEN is_by_report THEN 'carrier_priced'
            WHEN work_index IS NULL THEN 'no_data'
            ELSE 'paid'
        END AS payment_status
    FROM placed
),
modified AS (
    SELECT
        *,
        _modified_amount(full_amount, NULL, professional_amount, technical_share, capped_technical_share) AS before_cap,
        _modified_amount(full_amount, cap_amount, professional_amount, technical_share, capped_technical_share) AS after_cap
    FROM priced
)
SELECT
    upper(code) AS hcpcs,
    priced.modifier AS row_modifier,
    list_filter(_modifiers_in(modifiers), lambda asked: asked IS DISTINCT FROM priced.modifier) AS other_modifiers,
    priced.place.mac AS mac,
    priced.place.locality AS locality,
    priced.locality_name,
    in_setting AS pfs_setting,
    qp AS qualifying_apm,
    priced.work_rvu,
    priced.pe_rvu,
    priced.mp_rvu,
    priced.work_index AS work_gpci,
    priced.pe_index AS pe_gpci,
    priced.mp_index AS mp_gpci,
    priced.factor AS conversion_factor,
    if(priced.payment_status = 'paid', priced.full_amount, NULL) AS fee_schedule_amount,
    if(priced.payment_status = 'paid', priced.cap_amount, NULL) AS opps_cap_amount,
    priced.share AS modifier_share,
    priced.said AS modifier_rules,
    priced.said_by AS modifier_sources,
    priced.unruled_modifiers,
    (priced.technical_share * priced.capped_technical_share)::DECIMAL(6, 4) AS technical_share,
    if(priced.payment_status = 'paid', _dollars(priced.before_cap, priced.share), NULL) AS modified_amount,
    if(priced.payment_status = 'paid', _dollars(priced.after_cap, priced.share), NULL) AS payment,
    if(priced.payment_status = 'paid', _dollars(priced.after_cap, priced.share * 0.95), NULL) AS non_participating_amount,
    if(priced.payment_status = 'paid', _dollars(priced.after_cap, priced.share * 1.0925), NULL) AS limiting_charge,
    priced.payment_status,
    CASE
        WHEN priced.hcpcs IS NULL AND priced.payment_status = 'not_paid' THEN
            'CMS prints this code only with ' || (SELECT string_agg(rows.modifier, ', ') FROM rows)
        WHEN priced.hcpcs IS NULL THEN
            coalesce(no_data_reason('pfs-rvu', service_date, known_on := known_on), 'The physician fee schedule does not list the code')
        WHEN len(list_intersect(_modifiers_in(modifiers), ['26', 'TC'])) > 0 AND priced.modifier IS NULL THEN
            'CMS prints no row with 26 or TC for this code'
        WHEN priced.row_state <> 'paid' THEN priced.row_reason
        WHEN priced.payment_status IN ('not_paid', 'carrier_priced') THEN priced.said
        WHEN priced.work_index IS NULL THEN _no_locality_reason(priced.release_id, priced.place.mac, priced.place.locality)
        ELSE concat_ws(
            '; ',
            priced.row_reason,
            priced.said,
            'no effect on the amount: ' || priced.idle_modifiers,
            'no rule here for ' || nullif(array_to_string(priced.unruled_modifiers, ', '), '')
        )
    END AS reason,
    priced.release_id
FROM modified AS priced
ORDER BY mac, locality;
COMMENT ON MACRO TABLE pfs_payments IS 'pfs_payment for a list of {mac, locality}';

CREATE MACRO pfs_payment(code, modifiers, in_mac, in_locality, service_date, in_setting, qp := false, known_on := DATE '9999-12-31') AS TABLE
FROM pfs_payments(
    code, modifiers, [{'mac': in_mac, 'locality': in_locality}], service_date, in_setting, qp := qp, known_on := known_on
);
COMMENT ON MACRO TABLE pfs_payment IS 'One row: payment of a code with its modifiers (text such as 26-50, or null) by a physician in a MAC locality (null: national), setting facility or nonfacility; with each step, a status and a reason';

CREATE MACRO localities_of_zip(code, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT DISTINCT place.mac, place.locality, place.us_state, place.plus_four_flag
FROM zip_locality AS place
WHERE place.release_id = release_on('zip-locality', service_date, known_on := known_on)
    AND place.zip = left(code, 5)
    AND (length(code) = 5 OR place.plus_four IS NULL OR place.plus_four = right(code, 4))
    -- A plus-four record, where CMS prints one, is the answer; the ZIP5 record is only the usual one.
    QUALIFY length(code) = 5 OR place.plus_four IS NOT NULL OR count(place.plus_four) OVER () = 0;
COMMENT ON MACRO TABLE localities_of_zip IS 'MAC localities that a ZIP code (5 or 9 digits) can lie in; several rows where it is ambiguous, none where the file of that quarter is not loaded or lacks it';

CREATE MACRO pfs_payment_by_zip(code, modifiers, zip_code, service_date, in_setting, qp := false, known_on := DATE '9999-12-31') AS TABLE
SELECT paid.* REPLACE (
    nullif(paid.mac, '?') AS mac,
    nullif(paid.locality, '?') AS locality,
    if(
        paid.mac = '?',
        coalesce(
            no_data_reason('zip-locality', service_date, known_on := known_on),
            'The ZIP code is in no record of ' || release_on('zip-locality', service_date, known_on := known_on)
        ),
        paid.reason
    ) AS reason
)
FROM pfs_payments(
    code,
    modifiers,
    (
        SELECT coalesce(list({'mac': found.mac, 'locality': found.locality}), [{'mac': '?', 'locality': '?'}])
        FROM localities_of_zip(replace(zip_code, '-', ''), service_date, known_on := known_on) AS found
    ),
    service_date,
    in_setting,
    qp := qp,
    known_on := known_on
) AS paid;
COMMENT ON MACRO TABLE pfs_payment_by_zip IS 'pfs_payment in every MAC locality that a ZIP code can lie in; one row with status no_data where the file in force lacks it';
