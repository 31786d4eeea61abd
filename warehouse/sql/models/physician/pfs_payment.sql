-- One row: payment of a code with its modifiers (text such as 26-50, a list, or null) by a physician in a MAC locality
-- (both null: national), setting facility or nonfacility; with every step, a status and a reason. Each argument can be
-- a column: FROM lines, LATERAL (FROM pfs_payment(lines.code, …))
--
-- The physician fee schedule payment in a locality, to the cent, step by step.
--
-- Planning takes nine tenths of the time, 10 µs per expression. Everything decidable in advance is therefore in
-- _payment_rows, _payment_places and _modifier_effects, arguments are normalized once, and modifier rules are planned
-- only if there are modifiers.
--
-- columns:
--   hcpcs VARCHAR: Normalized code
--   row_modifier VARCHAR: Modifier of the CMS row that applies (26, TC or 53); null for the code itself
--   other_modifiers VARCHAR[]: The other given modifiers
--   mac VARCHAR: Medicare contractor; null: national payment
--   locality VARCHAR: Locality of the contractor; null: national payment
--   locality_name VARCHAR: Name of the locality, as CMS lists it
--   pfs_setting VARCHAR: facility or nonfacility; the text as given if it is not understood
--   qualifying_apm BOOLEAN: Whether the values are for qualifying participants of an advanced alternative payment model
--   work_rvu DECIMAL(9,2): Physician work RVU
--   pe_rvu DECIMAL(9,2): Practice expense RVU in the setting
--   mp_rvu DECIMAL(9,2): Malpractice RVU
--   work_gpci DECIMAL(13,3): Work index finally used; 1 nationally
--   pe_gpci DECIMAL(13,3): Practice expense index finally used; 1 nationally
--   mp_gpci DECIMAL(13,3): Malpractice index finally used; 1 nationally
--   conversion_factor DECIMAL(9,4): Conversion factor finally paid, dollars per RVU
--   adjustment DECIMAL(3,2): Factor on the payment by law (calculation flags): 1.05, 0.98 or 1
--   fee_schedule_amount DECIMAL(15,2): Dollars before modifiers, after the OPPS limit; null unless paid
--   opps_cap_amount DECIMAL(15,2): OPPS amount that limits the payment, dollars; null if none does
--   modifier_share DECIMAL(12,8): Product of the modifiers' shares; 1 without modifiers
--   modifier_rules VARCHAR: Description of the rules applied
--   modifier_sources VARCHAR: CMS sources of those rules
--   unruled_modifiers VARCHAR[]: Modifiers without a rule, which were not applied
--   technical_share DECIMAL(6,4): Share of the technical component that is paid, 0 to 1
--   modified_amount DECIMAL(12,2): Dollars after modifiers, before the OPPS limit
--   payment DECIMAL(12,2): Payment in dollars; null unless payment_status is paid
--   non_participating_amount DECIMAL(12,2): Fee schedule amount of a nonparticipating physician, 95% of the payment,
--     dollars
--   limiting_charge DECIMAL(12,2): Maximum charge of a nonparticipating physician, 115% of that amount, dollars
--   payment_status VARCHAR: Status of the payment, see payment_statuses
--   reason VARCHAR: Reason for the status, and how the modifiers were applied
--   release_id VARCHAR: Release of the values

CREATE MACRO pfs_payment(code, modifiers, in_mac, in_locality, service_date, in_setting, qp := false, known_on := DATE '9999-12-31') AS TABLE
SELECT
    coalesce(asked_code, code::VARCHAR) AS hcpcs,
    modifier AS row_modifier,
    other_modifiers,
    coalesce(mac_number, in_mac::VARCHAR) AS mac,
    coalesce(locality_number, in_locality::VARCHAR) AS locality,
    CASE WHEN release_id IS NOT NULL THEN locality_name END AS locality_name,
    coalesce(pfs_setting, in_setting::VARCHAR) AS pfs_setting,
    qp AS qualifying_apm,
    work_rvu,
    pe_rvu,
    mp_rvu,
    CASE WHEN is_national THEN 1 WHEN release_id IS NOT NULL THEN work_gpci END AS work_gpci,
    CASE WHEN is_national THEN 1 WHEN release_id IS NOT NULL THEN pe_gpci END AS pe_gpci,
    CASE WHEN is_national THEN 1 WHEN release_id IS NOT NULL THEN mp_gpci END AS mp_gpci,
    conversion_factor,
    adjustment,
    CASE WHEN verdict = 'paid' THEN full_amount END AS fee_schedule_amount,
    CASE WHEN verdict = 'paid' THEN cap_amount END AS opps_cap_amount,
    share AS modifier_share,
    rule_text AS modifier_rules,
    rule_sources AS modifier_sources,
    unruled_modifiers,
    (technical_share * capped_technical_share)::DECIMAL(6, 4) AS technical_share,
    round(before_cap * paid_share, 2)::DECIMAL(12, 2) AS modified_amount,
    round(after_cap * paid_share, 2)::DECIMAL(12, 2) AS payment,
    round(after_cap * paid_share * 0.95, 2)::DECIMAL(12, 2) AS non_participating_amount,
    round(after_cap * paid_share * 1.0925, 2)::DECIMAL(12, 2) AS limiting_charge,
    CASE
        WHEN verdict IN ('excluded', 'without such a row') THEN 'not_paid'
        WHEN verdict = 'no such place' THEN coalesce(no_indices_status, 'no_data')
        ELSE verdict
    END AS payment_status,
    CASE
        WHEN problem IS NOT NULL THEN problem
        WHEN payment_status IS NULL THEN replace(absent_reason, '{known_on}', known_day::VARCHAR)
        WHEN verdict = 'without such a row' THEN 'CMS lists no row with 26 or TC for this code'
        WHEN verdict = 'excluded' THEN excluded_because
        WHEN payment_status <> 'paid' THEN reason
        WHEN outcome IS NOT NULL THEN rule_text
        WHEN verdict = 'no such place'
            THEN coalesce(
                _place_numbers_problem(in_mac, in_locality, mac_number, locality_number), no_indices_reason,
                _no_locality_reason(release_id, in_mac, in_locality)
            )
        ELSE concat_ws(
            '; ',
            reason,
            rule_text,
            'no effect on the amount: ' || list_aggregate(
                list_sort(list_distinct(list_filter(known_modifiers, lambda word: NOT coalesce(list_contains(effective_modifiers, word), false)))),
                'string_agg',
                ', '
            ),
            'no rule for ' || list_aggregate(unruled_modifiers, 'string_agg', ', ')
        )
    END AS reason,
    release_id
FROM (
    SELECT
        *,
        in_mac IS NULL AND in_locality IS NULL AS is_national,
        CASE WHEN verdict = 'paid' THEN share::DECIMAL(20, 8) END AS paid_share,
        (professional_amount + (full_amount - professional_amount) * technical_share * capped_technical_share)::DECIMAL(18, 6) AS before_cap,
        (
            professional_amount
            + (least(professional_amount + (full_amount - professional_amount) * technical_share, cap_amount) - professional_amount) * capped_technical_share
        )::DECIMAL(18, 6) AS after_cap,
        list_filter(other_modifiers, lambda word: NOT coalesce(list_contains(known_modifiers, word), false)) AS unruled_modifiers
    FROM (
        SELECT
            asked.* EXCLUDE (day, site),
            row.* EXCLUDE (
                hcpcs, pfs_setting, qualifying_apm, is_printed, yields_to, modifier_profile, excluded_because, excluded_in_asc_because, release_id,
                service_from, service_to, known_from, known_to
            ),
            ruled.*,
            CASE WHEN row.is_printed THEN row.release_id END AS release_id,
            CASE WHEN asked.site = 'asc' THEN row.excluded_in_asc_because WHEN asked.site IS NOT NULL THEN row.excluded_because END AS excluded_because,
            CASE
                WHEN asked.problem IS NOT NULL THEN 'not_understood'
                WHEN row.payment_status IS NULL THEN asked.absent_status
                WHEN NOT row.is_printed THEN row.payment_status
                WHEN row.modifier IS NULL AND list_has_any(asked.words, ['26', 'TC']) THEN 'without such a row'
                WHEN CASE WHEN asked.site = 'asc' THEN row.excluded_in_asc_because WHEN asked.site IS NOT NULL THEN row.excluded_because END IS NOT NULL THEN 'excluded'
                WHEN row.payment_status <> 'paid' THEN row.payment_status
                WHEN ruled.outcome IS NOT NULL THEN substr(ruled.outcome, 3)
                WHEN asked.work_gpci IS NULL THEN 'no such place'
                ELSE 'paid'
            END AS verdict,
            -- CMS applies a calculation flag's factor to the amount rounded to cents.
            round(
                _pfs_dollars(row.work_rvu, row.pe_rvu, row.mp_rvu, asked.work_gpci, asked.pe_gpci, asked.mp_gpci, row.conversion_factor)
                * row.adjustment,
                2
            )::DECIMAL(15, 2) AS full_amount,
            round(
                _pfs_dollars(
                    row.professional_work_rvu, row.professional_pe_rvu, row.professional_mp_rvu, asked.work_gpci, asked.pe_gpci, asked.mp_gpci,
                    row.conversion_factor
                ) * row.adjustment,
                2
            )::DECIMAL(15, 2) AS professional_amount,
            _pfs_dollars(
                row.work_rvu, row.opps_pe_rvu, row.opps_mp_rvu, asked.work_gpci, asked.pe_gpci, asked.mp_gpci, row.conversion_factor
            )::DECIMAL(15, 2) AS cap_amount,
            list_filter(asked.words, lambda word: word IS DISTINCT FROM row.modifier) AS other_modifiers
        FROM (
            SELECT
                *,
                _asked_problem(
                    code, asked_code, CASE WHEN NOT are_modifiers THEN '''' || modifiers::VARCHAR || ''': a modifier has two letters or digits' END,
                    service_date, known_on, in_setting, pfs_setting, qp
                ) AS problem
            FROM (
                SELECT
                    * EXCLUDE (setting_word),
                    _setting_named(setting_word) AS pfs_setting,
                    _site_named(setting_word) AS site
                FROM (
                    SELECT
                        _code(code) AS asked_code,
                        _modifiers(modifiers) AS words,
                        _are_modifiers(modifiers) AS are_modifiers,
                        (' ' || _word(in_setting) || ' ')::VARCHAR AS setting_word,
                        _mac(in_mac) AS mac_number,
                        _locality(in_locality) AS locality_number,
                        service_date::DATE AS day,
                        known_on::DATE AS known_day,
                        qp AS qp,
                        max(place.locality_name) AS locality_name,
                        max(place.work_gpci) AS work_gpci,
                        max(place.pe_gpci) AS pe_gpci,
                        max(place.mp_gpci) AS mp_gpci,
                        max(place.no_indices_reason) AS no_indices_reason,
                        max(place.no_indices_status) AS no_indices_status,
                        max(place.absent_status) AS absent_status,
                        max(place.absent_reason) AS absent_reason
                    FROM _payment_places AS place
                    WHERE place.place IN ('?', CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN '' ELSE _mac(in_mac) || ' ' || _locality(in_locality) END)
                        AND service_date::DATE BETWEEN place.service_from AND place.service_to
                        AND known_on::DATE BETWEEN place.known_from AND place.known_to
                )
            )
        ) AS asked
        LEFT JOIN _payment_rows AS row
            ON row.hcpcs = asked.asked_code
            AND row.pfs_setting = asked.pfs_setting
            AND row.qualifying_apm = asked.qp
            AND asked.day BETWEEN row.service_from AND row.service_to
            AND asked.known_day BETWEEN row.known_from AND row.known_to
        CROSS JOIN (
            SELECT
                coalesce(product(rule.share) FILTER (NOT coalesce(list_has_any(string_split(rule.outdone_by, ' '), rule.words), false)), 1)::DECIMAL(12, 8) AS share,
                coalesce(min(rule.technical_share), 1) AS technical_share,
                coalesce(min(rule.capped_technical_share), 1) AS capped_technical_share,
                min(rule.outcome) AS outcome,
                list(rule.modifier) AS known_modifiers,
                list(rule.modifier) FILTER (rule.has_effect) AS effective_modifiers,
                list_aggregate(list_sort(list(rule.rule_text)), 'string_agg', ' ') AS rule_text,
                list_aggregate(list_sort(list_distinct(list(rule.source))), 'string_agg', '; ') AS rule_sources
            FROM (
                SELECT
                    rule.modifier, rule.share, rule.technical_share, rule.capped_technical_share, rule.outdone_by, rule.outcome, rule.has_effect,
                    rule.rule_text, rule.source, word.words
                FROM (SELECT words, unnest(list_distinct(words)) AS modifier FROM (SELECT _modifiers(modifiers) AS words)) AS word
                CROSS JOIN (
                    SELECT '' AS modifier_profile
                    UNION
                    SELECT row.modifier_profile
                    FROM _payment_rows AS row
                    WHERE row.hcpcs = _code(code)
                        AND row.pfs_setting = _pfs_setting(in_setting)
                        AND row.qualifying_apm = qp
                        AND service_date::DATE BETWEEN row.service_from AND row.service_to
                        AND known_on::DATE BETWEEN row.known_from AND row.known_to
                ) AS profile
                JOIN _modifier_effects AS rule ON rule.modifier = word.modifier AND rule.modifier_profile = profile.modifier_profile
                WHERE modifiers::VARCHAR <> ''
                    AND rule.service_from <= service_date::DATE
                    AND (rule.beside IS NULL OR list_contains(word.words, rule.beside))
            ) AS rule
        ) AS ruled
        WHERE coalesce(
            (row.modifier IS NULL OR list_contains(asked.words, row.modifier)) AND NOT list_has_any(asked.words, coalesce(string_split(row.yields_to, ' '), [])),
            true
        )
    )
);
