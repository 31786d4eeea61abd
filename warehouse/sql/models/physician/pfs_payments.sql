-- pfs_payment for a list of {mac, locality}
--
-- What the physician fee schedule pays in a locality, to the cent, step by step.
--
-- `places` is a list of {mac, locality}; where both are null it means the nation, whose indices are all 1.

CREATE MACRO pfs_payments(code, modifiers, places, service_date, in_setting, qp := false, known_on := DATE '9999-12-31') AS TABLE
WITH asked AS (
    SELECT
        _modifiers(modifiers) AS asked_modifiers,
        _asked_problem(code, modifiers, service_date, in_setting, qp) AS problem,
        _site_of(in_setting) AS site
),
found AS (
    -- Of the rows of a code that of an asked modifier goes before the code's own; another row says only what CMS prints.
    SELECT
        arg_min(
            fee,
            CASE
                WHEN list_contains(_modifiers(modifiers), fee.modifier) THEN '0' || fee.modifier
                WHEN fee.modifier IS NULL THEN '1'
                ELSE '2' || fee.modifier
            END
        ) AS fee
    FROM physician_payments AS fee
    WHERE fee.hcpcs = _code(code)
        AND fee.pfs_setting = _pfs_setting(in_setting)
        AND fee.qualifying_apm = qp
        AND service_date BETWEEN fee.service_from AND fee.service_to
        AND known_on BETWEEN fee.known_from AND fee.known_to
),
gap AS (
    SELECT
        count(day.release_id) AS releases,
        coalesce(any_value(_gap_reason(day.reason, day.known_since, known_on)), 'no release of pfs-rvu is loaded') AS gap_reason
    FROM series_calendar AS day
    WHERE day.series = 'pfs-rvu'
        AND service_date BETWEEN day.service_from AND day.service_to
        AND known_on BETWEEN day.known_from AND day.known_to
),
picked AS (
    SELECT
        asked.*,
        gap.*,
        found.fee.printed_modifiers AS printed_modifiers,
        found.fee.modifier_profile AS profile,
        CASE
            WHEN found.fee.modifier IS NULL OR list_contains(asked.asked_modifiers, found.fee.modifier) THEN found.fee
        END AS fee
    FROM asked
    CROSS JOIN found
    CROSS JOIN gap
),
-- Modifiers of one indicator do not add up: AS beside 80 is one assistant, LT beside 50 says nothing more.
strongest AS (
    SELECT
        CASE WHEN rule.effect LIKE '%technical_share' THEN rule.effect ELSE 'share' END AS share_of,
        arg_max(rule.share, abs(1 - rule.share)) AS share,
        list(rule.modifier) FILTER (rule.kind <> 'ncci') AS ruled,
        list(rule.modifier) FILTER (rule.kind = 'ncci') AS of_ncci,
        list(rule.modifier) FILTER (rule.kind = 'claim' AND rule.effect = 'no_effect') AS idle,
        list(rule.modifier || ': ' || rule.meaning) FILTER (rule.effect <> 'no_effect' OR rule.indicator IS NOT NULL) AS said,
        list(rule.source) FILTER (rule.effect <> 'no_effect' OR rule.indicator IS NOT NULL) AS said_by,
        bool_or(rule.effect = 'not_decided') AS is_contradictory,
        bool_or(rule.effect = 'not_paid') AS is_refused,
        bool_or(rule.effect IN ('by_report', 'line_set')) AS is_by_report
    FROM (SELECT DISTINCT unnest(_modifiers(modifiers)) AS modifier) AS word
    JOIN _modifier_effects AS rule ON rule.modifier = word.modifier
    JOIN picked ON rule.modifier_profile = '' OR rule.modifier_profile = picked.profile
    WHERE rule.service_from <= service_date AND (rule.beside IS NULL OR list_contains(_modifiers(modifiers), rule.beside))
    GROUP BY share_of, rule.indicator
),
ruled AS (
    SELECT
        coalesce(product(strongest.share) FILTER (strongest.share_of = 'share'), 1)::DECIMAL(12, 8) AS share,
        coalesce(product(strongest.share) FILTER (strongest.share_of = 'technical_share'), 1)::DECIMAL(6, 4) AS technical_share,
        coalesce(product(strongest.share) FILTER (strongest.share_of = 'capped_technical_share'), 1)::DECIMAL(6, 4) AS capped_technical_share,
        coalesce(bool_or(strongest.is_contradictory), false) AS is_contradictory,
        coalesce(bool_or(strongest.is_refused), false) AS is_refused,
        coalesce(bool_or(strongest.is_by_report), false) AS is_by_report,
        coalesce(flatten(list(strongest.ruled)), []) AS ruled_modifiers,
        coalesce(flatten(list(strongest.of_ncci)), []) AS ncci_only,
        coalesce(flatten(list(strongest.idle)), []) AS idle_of_claim,
        nullif(array_to_string(list_sort(flatten(list(strongest.said))), ' '), '') AS said,
        nullif(array_to_string(list_sort(list_distinct(flatten(list(strongest.said_by)))), '; '), '') AS said_by
    FROM strongest
),
placed AS (
    SELECT
        point.place,
        picked.*,
        ruled.*,
        gpci.locality_name,
        lost.reason AS no_gpci_reason,
        CASE WHEN picked.fee.payment_status IN ('paid', 'carrier_priced') THEN excluded.reason END AS excluded_because,
        point.place.mac IS NULL AND point.place.locality IS NULL AS is_national,
        CASE WHEN point.place.mac IS NULL AND point.place.locality IS NULL THEN 1 ELSE gpci.work_gpci END AS work_index,
        CASE WHEN point.place.mac IS NULL AND point.place.locality IS NULL THEN 1 ELSE gpci.pe_gpci END AS pe_index,
        CASE WHEN point.place.mac IS NULL AND point.place.locality IS NULL THEN 1 ELSE gpci.mp_gpci END AS mp_index,
        list_sort(list_distinct(ruled.idle_of_claim || list_filter(
            ruled.ncci_only, lambda word: NOT list_contains(ruled.ruled_modifiers, word)
        ))) AS idle_modifiers
    FROM (SELECT DISTINCT unnest(places) AS place) AS point
    CROSS JOIN picked
    CROSS JOIN ruled
    -- A row with TC is a technical component alone, as all of a code of indicator 3 is.
    LEFT JOIN professional_exclusions AS excluded
        ON excluded.site = picked.site
        AND excluded.pctc_indicator = CASE WHEN picked.fee.modifier = 'TC' THEN '3' ELSE picked.fee.pctc_indicator END
    LEFT JOIN pfs_final_gpci AS gpci
        ON gpci.mac = _mac(point.place.mac)
        AND gpci.locality = _locality(point.place.locality)
        -- By the row and not by the day: DuckDB has no left join on what may be a column of the asking query.
        AND gpci.release_id = picked.fee.release_id
        AND gpci.service_from = picked.fee.service_from
        AND gpci.known_from = picked.fee.known_from
    LEFT JOIN _missing_tables AS lost ON lost.release_id = picked.fee.release_id AND lost.table_name = 'pfs_gpci'
),
priced AS (
    SELECT
        *,
        _cents_to_dollars(_adjusted(
            _pfs_cents(fee.work_rvu, fee.pe_rvu, fee.mp_rvu, work_index, pe_index, mp_index, fee.conversion_factor), fee.adjustment
        )) AS full_amount,
        _cents_to_dollars(_adjusted(
            _pfs_cents(
                fee.professional_work_rvu, fee.professional_pe_rvu, fee.professional_mp_rvu, work_index, pe_index, mp_index,
                fee.conversion_factor
            ),
            fee.adjustment
        )) AS professional_amount,
        pfs_amount(fee.work_rvu, fee.opps_pe_rvu, fee.opps_mp_rvu, work_index, pe_index, mp_index, fee.conversion_factor) AS cap_amount,
        list_filter(
            asked_modifiers,
            lambda word: word IS DISTINCT FROM fee.modifier
                AND NOT list_contains(ruled_modifiers, word)
                AND NOT list_contains(idle_modifiers, word)
        ) AS unruled_modifiers,
        list_has_any(asked_modifiers, ['26', 'TC']) AND fee.modifier IS NULL AS asks_for_no_row,
        CASE
            WHEN problem IS NOT NULL THEN 'not_understood'
            WHEN fee.hcpcs IS NULL AND releases = 0 THEN 'no_data'
            WHEN fee.hcpcs IS NULL AND printed_modifiers IS NOT NULL THEN 'not_paid'
            WHEN fee.hcpcs IS NULL THEN 'not_listed'
            WHEN asks_for_no_row THEN 'not_paid'
            WHEN excluded_because IS NOT NULL THEN 'not_paid'
            WHEN fee.payment_status <> 'paid' THEN fee.payment_status
            WHEN is_contradictory THEN 'not_decided'
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
    coalesce(_code(code), code) AS hcpcs,
    priced.fee.modifier AS row_modifier,
    list_filter(priced.asked_modifiers, lambda word: word IS DISTINCT FROM priced.fee.modifier) AS other_modifiers,
    coalesce(_mac(priced.place.mac), priced.place.mac::VARCHAR) AS mac,
    coalesce(_locality(priced.place.locality), priced.place.locality::VARCHAR) AS locality,
    priced.locality_name,
    coalesce(_pfs_setting(in_setting), in_setting) AS pfs_setting,
    qp AS qualifying_apm,
    priced.fee.work_rvu AS work_rvu,
    priced.fee.pe_rvu AS pe_rvu,
    priced.fee.mp_rvu AS mp_rvu,
    priced.work_index AS work_gpci,
    priced.pe_index AS pe_gpci,
    priced.mp_index AS mp_gpci,
    priced.fee.conversion_factor AS conversion_factor,
    priced.fee.adjustment AS adjustment,
    CASE WHEN priced.payment_status = 'paid' THEN priced.full_amount END AS fee_schedule_amount,
    CASE WHEN priced.payment_status = 'paid' THEN priced.cap_amount END AS opps_cap_amount,
    priced.share AS modifier_share,
    priced.said AS modifier_rules,
    priced.said_by AS modifier_sources,
    priced.unruled_modifiers,
    (priced.technical_share * priced.capped_technical_share)::DECIMAL(6, 4) AS technical_share,
    CASE WHEN priced.payment_status = 'paid' THEN _dollars(priced.before_cap, priced.share) END AS modified_amount,
    CASE WHEN priced.payment_status = 'paid' THEN _dollars(priced.after_cap, priced.share) END AS payment,
    CASE WHEN priced.payment_status = 'paid' THEN _dollars(priced.after_cap, priced.share * 0.95) END AS non_participating_amount,
    CASE WHEN priced.payment_status = 'paid' THEN _dollars(priced.after_cap, priced.share * 1.0925) END AS limiting_charge,
    priced.payment_status,
    CASE
        WHEN priced.problem IS NOT NULL THEN priced.problem
        WHEN priced.fee.hcpcs IS NULL AND priced.releases = 0 THEN priced.gap_reason
        WHEN priced.fee.hcpcs IS NULL AND priced.printed_modifiers IS NOT NULL THEN 'CMS prints this code only with ' || priced.printed_modifiers
        WHEN priced.fee.hcpcs IS NULL THEN 'The physician fee schedule does not list the code'
        WHEN priced.asks_for_no_row THEN 'CMS prints no row with 26 or TC for this code'
        WHEN priced.excluded_because IS NOT NULL THEN priced.excluded_because
        WHEN priced.fee.payment_status <> 'paid' THEN priced.fee.reason
        WHEN priced.payment_status IN ('not_decided', 'not_paid', 'carrier_priced') THEN priced.said
        WHEN priced.work_index IS NULL THEN coalesce(
            _place_problem(priced.place.mac, priced.place.locality),
            priced.no_gpci_reason,
            _no_locality_reason(priced.fee.release_id, priced.place.mac, priced.place.locality)
        )
        ELSE concat_ws(
            '; ',
            priced.fee.reason,
            priced.said,
            'no effect on the amount: ' || nullif(array_to_string(priced.idle_modifiers, ', '), ''),
            'no rule here for ' || nullif(array_to_string(priced.unruled_modifiers, ', '), '')
        )
    END AS reason,
    priced.fee.release_id AS release_id
FROM modified AS priced
ORDER BY mac, locality;
