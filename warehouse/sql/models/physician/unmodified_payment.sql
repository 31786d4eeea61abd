-- One row: the answer of pfs_payment without modifiers, in half of its time. Each argument can be a column:
-- FROM lines, LATERAL (FROM unmodified_payment(lines.code, …))
--
-- DuckDB plans every expression of a macro, whatever the arguments; this one has none for modifiers. A test compares both.
-- Each argument is written once: DuckDB keeps the plan of a prepared statement only then. The day is joined first and
-- always found, so that no row is missing and the place and the code are simple joins.
--
-- columns:
--   pfs_payment.*

CREATE MACRO unmodified_payment(code, in_mac, in_locality, service_date, in_setting, qp := false, known_on := DATE '9999-12-31') AS TABLE
SELECT
    coalesce(asked_code, code_text) AS hcpcs,
    NULL::VARCHAR AS row_modifier,
    []::VARCHAR[] AS other_modifiers,
    coalesce(mac_number, mac_text) AS mac,
    coalesce(locality_number, locality_text) AS locality,
    CASE WHEN release_id IS NOT NULL THEN locality_name END AS locality_name,
    coalesce(pfs_setting, setting_text) AS pfs_setting,
    is_qp AS qualifying_apm,
    work_rvu,
    pe_rvu,
    mp_rvu,
    CASE WHEN place = '' THEN 1 WHEN release_id IS NOT NULL THEN work_gpci END AS work_gpci,
    CASE WHEN place = '' THEN 1 WHEN release_id IS NOT NULL THEN pe_gpci END AS pe_gpci,
    CASE WHEN place = '' THEN 1 WHEN release_id IS NOT NULL THEN mp_gpci END AS mp_gpci,
    conversion_factor,
    adjustment,
    full_amount AS fee_schedule_amount,
    cap_amount AS opps_cap_amount,
    1::DECIMAL(12, 8) AS modifier_share,
    NULL::VARCHAR AS modifier_rules,
    NULL::VARCHAR AS modifier_sources,
    []::VARCHAR[] AS unruled_modifiers,
    1::DECIMAL(6, 4) AS technical_share,
    full_amount::DECIMAL(12, 2) AS modified_amount,
    least(full_amount, cap_amount)::DECIMAL(12, 2) AS payment,
    round(least(full_amount, cap_amount) * 0.95, 2)::DECIMAL(12, 2) AS non_participating_amount,
    round(least(full_amount, cap_amount) * 1.0925, 2)::DECIMAL(12, 2) AS limiting_charge,
    verdict[1] AS payment_status,
    verdict[2] AS reason,
    release_id
FROM (
    SELECT
        *,
        CASE
            WHEN problem IS NOT NULL THEN ['not_understood', problem]
            WHEN payment_status IS NULL THEN [absent_status, replace(absent_reason, '{known_on}', known_day::VARCHAR)]
            WHEN excluded_because IS NOT NULL THEN ['not_paid', excluded_because]
            WHEN payment_status = 'paid' AND work_gpci IS NULL THEN [
                coalesce(no_indices_status, 'no_data'),
                coalesce(
                    _place_numbers_problem(mac_text, locality_text, mac_number, locality_number), no_indices_reason,
                    _no_locality_reason(release_id, mac_text, locality_text)
                )
            ]
            ELSE [payment_status, reason]
        END AS verdict,
        -- CMS applies a calculation flag's factor to the amount rounded to cents.
        round(_pfs_dollars(work_rvu, pe_rvu, mp_rvu, work_gpci, pe_gpci, mp_gpci, paid_factor) * adjustment, 2)::DECIMAL(15, 2) AS full_amount,
        _pfs_dollars(work_rvu, opps_pe_rvu, opps_mp_rvu, work_gpci, pe_gpci, mp_gpci, paid_factor)::DECIMAL(15, 2) AS cap_amount
    FROM (
        SELECT
            asked.*,
            here.locality_name,
            here.work_gpci,
            here.pe_gpci,
            here.mp_gpci,
            here.no_indices_status,
            coalesce(here.no_indices_reason, anywhere.no_indices_reason) AS no_indices_reason,
            anywhere.absent_status,
            anywhere.absent_reason,
            row.work_rvu,
            row.pe_rvu,
            row.mp_rvu,
            row.opps_pe_rvu,
            row.opps_mp_rvu,
            row.conversion_factor,
            row.adjustment,
            row.payment_status,
            row.reason,
            CASE WHEN row.is_printed THEN row.release_id END AS release_id,
            CASE WHEN asked.site = 'asc' THEN row.excluded_in_asc_because WHEN asked.site IS NOT NULL THEN row.excluded_because END AS excluded_because,
            CASE WHEN row.payment_status = 'paid' AND excluded_because IS NULL THEN row.conversion_factor END AS paid_factor,
            _asked_problem(
                asked.code_text, asked.asked_code, NULL, asked.day, asked.known_day, asked.setting_text, asked.pfs_setting, asked.is_qp
            ) AS problem
        FROM (
            SELECT
                *,
                CASE WHEN mac_text IS NULL AND locality_text IS NULL THEN '' ELSE mac_number || ' ' || locality_number END AS place,
                _setting_named(setting_word) AS pfs_setting,
                _site_named(setting_word) AS site
            FROM (
                SELECT
                    *,
                    _code(code_text) AS asked_code,
                    _mac(mac_text) AS mac_number,
                    _locality(locality_text) AS locality_number,
                    (' ' || _word(setting_text) || ' ')::VARCHAR AS setting_word,
                    greatest(least(day, DATE '2099-12-31'), DATE '1966-07-01') AS any_day,
                    greatest(least(known_day, DATE '9999-12-31'), DATE '1966-07-01') AS any_known_day
                FROM (
                    SELECT
                        code::VARCHAR AS code_text,
                        in_mac::VARCHAR AS mac_text,
                        in_locality::VARCHAR AS locality_text,
                        service_date::DATE AS day,
                        in_setting::VARCHAR AS setting_text,
                        qp AS is_qp,
                        known_on::DATE AS known_day
                )
            )
        ) AS asked
        JOIN _payment_places AS anywhere
            ON anywhere.place = '?'
            AND asked.any_day BETWEEN anywhere.service_from AND anywhere.service_to
            AND asked.any_known_day BETWEEN anywhere.known_from AND anywhere.known_to
        LEFT JOIN _payment_places AS here
            ON here.place = asked.place
            AND asked.day BETWEEN here.service_from AND here.service_to
            AND asked.known_day BETWEEN here.known_from AND here.known_to
        LEFT JOIN _payment_rows AS row
            ON row.modifier IS NULL
            AND row.hcpcs = asked.asked_code
            AND row.pfs_setting = asked.pfs_setting
            AND row.qualifying_apm = asked.is_qp
            AND asked.day BETWEEN row.service_from AND row.service_to
            AND asked.known_day BETWEEN row.known_from AND row.known_to
    )
);
