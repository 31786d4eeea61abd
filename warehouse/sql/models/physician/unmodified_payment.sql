-- One row: the answer of pfs_payment without modifiers, in six tenths of its time. Each argument can be a column:
-- FROM lines, LATERAL (FROM unmodified_payment(lines.code, …))
--
-- DuckDB plans every expression of a macro, whatever the arguments; this one has none for modifiers. A test compares both.
--
-- columns:
--   pfs_payment.*

CREATE MACRO unmodified_payment(code, in_mac, in_locality, service_date, in_setting, qp := false, known_on := DATE '9999-12-31') AS TABLE
SELECT
    coalesce(asked_code, code::VARCHAR) AS hcpcs,
    NULL::VARCHAR AS row_modifier,
    []::VARCHAR[] AS other_modifiers,
    coalesce(mac_number, in_mac::VARCHAR) AS mac,
    coalesce(locality_number, in_locality::VARCHAR) AS locality,
    CASE WHEN release_id IS NOT NULL THEN locality_name END AS locality_name,
    coalesce(pfs_setting, in_setting::VARCHAR) AS pfs_setting,
    qp AS qualifying_apm,
    work_rvu,
    pe_rvu,
    mp_rvu,
    CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 WHEN release_id IS NOT NULL THEN work_gpci END AS work_gpci,
    CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 WHEN release_id IS NOT NULL THEN pe_gpci END AS pe_gpci,
    CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN 1 WHEN release_id IS NOT NULL THEN mp_gpci END AS mp_gpci,
    conversion_factor,
    adjustment,
    CASE WHEN verdict = 'paid' THEN full_amount END AS fee_schedule_amount,
    CASE WHEN verdict = 'paid' THEN cap_amount END AS opps_cap_amount,
    1::DECIMAL(12, 8) AS modifier_share,
    NULL::VARCHAR AS modifier_rules,
    NULL::VARCHAR AS modifier_sources,
    []::VARCHAR[] AS unruled_modifiers,
    1::DECIMAL(6, 4) AS technical_share,
    CASE WHEN verdict = 'paid' THEN full_amount::DECIMAL(12, 2) END AS modified_amount,
    CASE WHEN verdict = 'paid' THEN least(full_amount, cap_amount)::DECIMAL(12, 2) END AS payment,
    CASE WHEN verdict = 'paid' THEN round(least(full_amount, cap_amount) * 0.95, 2)::DECIMAL(12, 2) END AS non_participating_amount,
    CASE WHEN verdict = 'paid' THEN round(least(full_amount, cap_amount) * 1.0925, 2)::DECIMAL(12, 2) END AS limiting_charge,
    CASE verdict WHEN 'excluded' THEN 'not_paid' WHEN 'no such place' THEN coalesce(no_indices_status, 'no_data') ELSE verdict END AS payment_status,
    CASE
        WHEN problem IS NOT NULL THEN problem
        WHEN payment_status IS NULL THEN coalesce(absent_reason, _gap_reason(NULL, first_known_from, known_on), 'no release of pfs-rvu is loaded')
        WHEN verdict = 'excluded' THEN excluded_because
        WHEN verdict = 'no such place'
            THEN coalesce(
                _place_numbers_problem(in_mac, in_locality, mac_number, locality_number), no_indices_reason,
                _no_locality_reason(release_id, in_mac, in_locality)
            )
        ELSE reason
    END AS reason,
    release_id
FROM (
    SELECT
        asked.*,
        row.work_rvu,
        row.pe_rvu,
        row.mp_rvu,
        row.conversion_factor,
        row.adjustment,
        row.payment_status,
        row.reason,
        CASE WHEN row.is_printed THEN row.release_id END AS release_id,
        CASE WHEN asked.site = 'asc' THEN row.excluded_in_asc_because WHEN asked.site IS NOT NULL THEN row.excluded_because END AS excluded_because,
        CASE
            WHEN asked.problem IS NOT NULL THEN 'not_understood'
            WHEN row.payment_status IS NULL THEN coalesce(asked.absent_status, 'no_data')
            WHEN CASE WHEN asked.site = 'asc' THEN row.excluded_in_asc_because WHEN asked.site IS NOT NULL THEN row.excluded_because END IS NOT NULL THEN 'excluded'
            WHEN row.payment_status <> 'paid' THEN row.payment_status
            WHEN asked.work_gpci IS NULL THEN 'no such place'
            ELSE 'paid'
        END AS verdict,
        -- CMS applies a calculation flag's factor to the amount rounded to cents.
        round(
            _pfs_dollars(row.work_rvu, row.pe_rvu, row.mp_rvu, asked.work_gpci, asked.pe_gpci, asked.mp_gpci, row.conversion_factor)
            * row.adjustment,
            2
        )::DECIMAL(15, 2) AS full_amount,
        _pfs_dollars(
            row.work_rvu, row.opps_pe_rvu, row.opps_mp_rvu, asked.work_gpci, asked.pe_gpci, asked.mp_gpci, row.conversion_factor
        )::DECIMAL(15, 2) AS cap_amount
    FROM (
        SELECT
            *,
            _setting_named(setting_word) AS pfs_setting,
            _site_named(setting_word) AS site,
            _asked_problem(code, asked_code, NULL, true, service_date, known_on, in_setting, _setting_named(setting_word), qp) AS problem
        FROM (
            SELECT
                _code(code) AS asked_code,
                (' ' || _word(in_setting) || ' ')::VARCHAR AS setting_word,
                _mac(in_mac) AS mac_number,
                _locality(in_locality) AS locality_number,
                max(place.locality_name) AS locality_name,
                max(place.work_gpci) AS work_gpci,
                max(place.pe_gpci) AS pe_gpci,
                max(place.mp_gpci) AS mp_gpci,
                max(place.no_indices_reason) AS no_indices_reason,
                max(place.no_indices_status) AS no_indices_status,
                max(place.absent_status) AS absent_status,
                max(place.absent_reason) AS absent_reason,
                max(place.first_known_from) AS first_known_from
            FROM _payment_places AS place
            WHERE place.place IN ('?', CASE WHEN in_mac IS NULL AND in_locality IS NULL THEN '' ELSE _mac(in_mac) || ' ' || _locality(in_locality) END)
                AND service_date::DATE BETWEEN place.service_from AND place.service_to
                AND known_on::DATE BETWEEN place.known_from AND place.known_to
        )
    ) AS asked
    LEFT JOIN (
        FROM _payment_rows AS printed
        WHERE printed.modifier IS NULL
            AND printed.hcpcs = _bare(upper(code::VARCHAR))
            AND printed.qualifying_apm = qp
            AND service_date::DATE BETWEEN printed.service_from AND printed.service_to
            AND known_on::DATE BETWEEN printed.known_from AND printed.known_to
    ) AS row
        ON row.pfs_setting = asked.pfs_setting
);
