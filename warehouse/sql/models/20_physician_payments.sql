-- What a physician is paid: one statement, from which everything else reads it.
-- derived from: pfs-rvu
-- one release at a time

CREATE MACRO _is_drug_code(code) AS (
    SELECT coalesce(bool_or(regexp_full_match(code, drug_code_patterns.pattern)), false)
    FROM drug_code_patterns
);
COMMENT ON MACRO _is_drug_code IS 'Whether HCPCS Level II files the code among drugs and biologicals';

CREATE MACRO _code_group(code) AS (
    SELECT min(code_groups.code_group) FROM code_groups WHERE regexp_full_match(code, code_groups.pattern)
);
COMMENT ON MACRO _code_group IS 'Group of codes that a rule names by range (evaluation, computed_tomography, x_ray), else null';

CREATE MACRO _rules_since(day) AS (
    SELECT max(turn.since)
    FROM (
        SELECT rule.since::DATE AS since FROM modifier_rules AS rule
        UNION ALL
        SELECT rule.until::DATE + 1 FROM modifier_rules AS rule
    ) AS turn
    WHERE turn.since <= day
);
COMMENT ON MACRO _rules_since IS 'Last day on or before the one asked on which a rule of modifiers began or ended; null before the first';

CREATE MACRO _modifier_profile(status, pctc, global, multiple, bilateral, assistant, co, team, pre, intra, post, code_group, has_53, rules_since) AS {
    'status_code': status,
    'pctc_indicator': pctc,
    'global_days': global,
    'multiple_procedure': multiple,
    'bilateral_surgery': bilateral,
    'assistant_surgery': assistant,
    'co_surgeons': co,
    'team_surgery': team,
    'preoperative_share': pre,
    'intraoperative_share': intra,
    'postoperative_share': post,
    'code_group': code_group,
    'own_row': if(has_53, '53', NULL),
    'rules_since': rules_since
}::JSON::VARCHAR;
COMMENT ON MACRO _modifier_profile IS 'What decides which modifiers go with a code, as one text';

-- CMS compares with the OPPS amount where the national OPPS-based RVUs are the lower ones, and lists those codes in OPPSCAP.
CREATE MACRO _is_opps_capped(pe, mp, opps_pe, opps_mp) AS
    coalesce(opps_pe + opps_mp > 0 AND opps_pe + opps_mp < pe + mp, false);
COMMENT ON MACRO _is_opps_capped IS 'Whether the technical part is limited to the OPPS amount (section 5102(b) of the DRA of 2005)';

CREATE MACRO _pfs_status(usual_status, status_without_amount, total_rvu, is_na, is_settled, is_drug) AS
    CASE
        WHEN usual_status = 'not_paid' AND is_drug THEN 'drug'
        WHEN usual_status <> 'paid' THEN usual_status
        WHEN coalesce(total_rvu, 0) = 0 THEN status_without_amount
        WHEN is_na THEN 'not_applicable'
        WHEN NOT is_settled THEN 'no_data'
        ELSE 'paid'
    END;
COMMENT ON MACRO _pfs_status IS 'Status of one setting of a physician fee schedule row, from its status code, RVUs and NA mark';

CREATE MACRO _pfs_reason(payment_status, status_code, status_meaning, is_capped, adjustment, unsettled_reason) AS
    CASE payment_status
        WHEN 'paid' THEN
            'RVUs x conversion factor' || CASE WHEN adjustment <> 1 THEN ' x ' || adjustment || ' (calculation flag)' ELSE '' END
                || CASE WHEN is_capped THEN ', limited to the OPPS amount' ELSE '' END
        WHEN 'not_applicable' THEN 'NA indicator: rarely or never done in this setting; the RVUs printed are no price'
        WHEN 'drug' THEN 'Status ' || status_code || ': drugs are priced by the average-sales-price file (fees_of)'
        WHEN 'no_data' THEN unsettled_reason
        ELSE 'Status ' || status_code || ': ' || coalesce(status_meaning, 'not in CMS''s list of status codes')
    END;
COMMENT ON MACRO _pfs_reason IS 'Why a setting of a physician fee schedule row has its status';

-- A row of PPRRVU with what goes for both settings and both kinds of participants.
CREATE TEMP TABLE pfs_rows AS
WITH listed AS (
    SELECT
        pfs.*,
        release.service_from AS release_from,
        count(*) FILTER (pfs.modifier IS NULL) OVER of_code = 0 AS is_without_own_row,
        string_agg(pfs.modifier, ', ' ORDER BY pfs.modifier) OVER of_code AS printed_modifiers,
        any_value(pfs.work_rvu) FILTER (pfs.modifier = '26') OVER of_code AS work_rvu_of_26,
        any_value(pfs.pe_rvu_nonfacility) FILTER (pfs.modifier = '26') OVER of_code AS pe_rvu_nonfacility_of_26,
        any_value(pfs.pe_rvu_facility) FILTER (pfs.modifier = '26') OVER of_code AS pe_rvu_facility_of_26,
        any_value(pfs.mp_rvu) FILTER (pfs.modifier = '26') OVER of_code AS mp_rvu_of_26,
        bool_or(pfs.modifier = '53') OVER of_code AS has_53
    FROM pfs_rvu AS pfs
    JOIN releases AS release USING (release_id)
    WHERE NOT pfs.qualifying_apm
    WINDOW of_code AS (PARTITION BY pfs.release_id, pfs.hcpcs)
)
SELECT
    listed.*,
    -- 86153 and, until 2020, G0452 are printed with 26 only.
    listed.modifier IS NULL OR listed.modifier = '26' AND listed.is_without_own_row AS is_base_row,
    coalesce(priced.payment_status, 'not_paid') AS usual_status,
    priced.status_without_amount,
    meant.meaning AS status_meaning,
    CASE WHEN priced.payment_status = 'not_paid' THEN _is_drug_code(listed.hcpcs) ELSE false END AS is_drug,
    -- What is not technical: nothing of a technical row, the 26 row of a code that CMS splits (80506 it does not), else all.
    CASE
        WHEN listed.modifier = 'TC' OR listed.pctc_indicator = '3' THEN 'none'
        WHEN listed.modifier IS NULL AND listed.pctc_indicator = '1' AND listed.work_rvu_of_26 IS NOT NULL THEN 'of_26'
        ELSE 'all'
    END AS professional_part,
    CASE
        WHEN listed.modifier IS NULL AND listed.status_code IN ('A', 'C', 'R', 'T') THEN _modifier_profile(
            listed.status_code,
            listed.pctc_indicator,
            listed.global_days,
            listed.multiple_procedure,
            listed.bilateral_surgery,
            listed.assistant_surgery,
            listed.co_surgeons,
            listed.team_surgery,
            listed.preoperative_share,
            listed.intraoperative_share,
            listed.postoperative_share,
            _code_group(listed.hcpcs),
            listed.has_53,
            _rules_since(listed.release_from)
        )
    END AS modifier_profile
FROM listed
LEFT JOIN indicator_payment_statuses AS priced ON priced.code_list = 'pfs_status' AND priced.code = listed.status_code
LEFT JOIN indicators AS meant ON meant.code_list = 'pfs_status' AND meant.code = listed.status_code;

CREATE TABLE physician_payments AS
WITH qpp AS (
    FROM pfs_rvu WHERE qualifying_apm
),
long AS (
    SELECT
        row.hcpcs,
        row.modifier,
        settings.pfs_setting,
        participants.qualifying_apm,
        row.is_base_row,
        row.work_rvu,
        CASE settings.pfs_setting WHEN 'facility' THEN row.pe_rvu_facility ELSE row.pe_rvu_nonfacility END AS pe_rvu,
        row.mp_rvu,
        CASE settings.pfs_setting WHEN 'facility' THEN row.total_rvu_facility ELSE row.total_rvu_nonfacility END AS total_rvu,
        CASE settings.pfs_setting WHEN 'facility' THEN row.na_facility ELSE row.na_nonfacility END AS is_na,
        -- CMS compares by the RVUs of its main file.
        CASE settings.pfs_setting WHEN 'facility' THEN row.opps_pe_facility ELSE row.opps_pe_nonfacility END AS opps_pe_of_all,
        row.opps_mp AS opps_mp_of_all,
        CASE
            WHEN participants.qualifying_apm AND qpp.hcpcs IS NOT NULL
                THEN CASE settings.pfs_setting WHEN 'facility' THEN qpp.opps_pe_facility ELSE qpp.opps_pe_nonfacility END
            ELSE opps_pe_of_all
        END AS opps_pe,
        CASE WHEN participants.qualifying_apm THEN coalesce(qpp.opps_mp, row.opps_mp) ELSE row.opps_mp END AS opps_mp,
        CASE row.professional_part WHEN 'none' THEN 0 WHEN 'of_26' THEN row.work_rvu_of_26 ELSE row.work_rvu END AS professional_work_rvu,
        CASE row.professional_part
            WHEN 'none' THEN 0
            WHEN 'of_26' THEN CASE settings.pfs_setting WHEN 'facility' THEN row.pe_rvu_facility_of_26 ELSE row.pe_rvu_nonfacility_of_26 END
            ELSE CASE settings.pfs_setting WHEN 'facility' THEN row.pe_rvu_facility ELSE row.pe_rvu_nonfacility END
        END AS professional_pe_rvu,
        CASE row.professional_part WHEN 'none' THEN 0 WHEN 'of_26' THEN row.mp_rvu_of_26 ELSE row.mp_rvu END AS professional_mp_rvu,
        -- Until 2025 there was one factor for all; since 2026 participants of an advanced APM have their own. CMS does not
        -- post the QPP file in every format, and a copy of a release may lack it.
        CASE
            WHEN participants.qualifying_apm AND row.release_from >= DATE '2026-01-01' THEN qpp.conversion_factor
            ELSE coalesce(span.conversion_factor, row.conversion_factor)
        END AS conversion_factor,
        CASE row.calculation_flag WHEN '2' THEN span.flag_2 WHEN '3' THEN span.flag_3 ELSE 1 END::DECIMAL(3, 2) AS adjustment,
        row.status_code,
        row.status_meaning,
        row.usual_status,
        row.status_without_amount,
        row.is_drug,
        row.printed_modifiers,
        row.is_base_row AND row.modifier = '26' AS is_printed_with_26_only,
        max(row.modifier_profile) OVER (PARTITION BY row.release_id, row.hcpcs, span.service_from, span.known_from) AS modifier_profile,
        span.unsettled_reason,
        row.release_id,
        span.service_from,
        span.service_to,
        span.known_from,
        span.known_to
    FROM pfs_rows AS row
    JOIN pfs_spans AS span USING (release_id)
    LEFT JOIN qpp ON qpp.release_id = row.release_id AND qpp.hcpcs = row.hcpcs AND qpp.modifier IS NOT DISTINCT FROM row.modifier
    CROSS JOIN (VALUES ('facility'), ('nonfacility')) AS settings (pfs_setting)
    CROSS JOIN (VALUES (false), (true)) AS participants (qualifying_apm)
),
judged AS (
    SELECT
        *,
        _is_opps_capped(pe_rvu, mp_rvu, opps_pe_of_all, opps_mp_of_all) AS is_capped,
        _pfs_status(usual_status, status_without_amount, total_rvu, is_na, unsettled_reason IS NULL, is_drug) AS settled_status,
        CASE
            WHEN settled_status = 'paid' AND conversion_factor IS NULL THEN release_id || ' has no row for qualifying APM participants'
            ELSE _pfs_reason(settled_status, status_code, status_meaning, is_capped, adjustment, unsettled_reason)
                || CASE WHEN is_printed_with_26_only THEN '; CMS prints the code only with 26' ELSE '' END
        END AS reason,
        CASE WHEN settled_status = 'paid' AND conversion_factor IS NULL THEN 'no_data' ELSE settled_status END AS payment_status
    FROM long
)
SELECT
    hcpcs,
    modifier,
    pfs_setting,
    qualifying_apm,
    is_base_row,
    work_rvu,
    pe_rvu,
    mp_rvu,
    CASE WHEN is_capped THEN opps_pe END AS opps_pe_rvu,
    CASE WHEN is_capped THEN opps_mp END AS opps_mp_rvu,
    professional_work_rvu,
    professional_pe_rvu,
    professional_mp_rvu,
    conversion_factor,
    adjustment,
    pfs_amount(work_rvu, opps_pe_rvu, opps_mp_rvu, 1, 1, 1, conversion_factor) AS opps_cap_amount,
    CASE
        WHEN payment_status = 'paid' THEN
            least(
                _cents_to_dollars(_adjusted(_pfs_cents(work_rvu, pe_rvu, mp_rvu, 1, 1, 1, conversion_factor), adjustment)),
                opps_cap_amount
            )
    END AS physician_payment,
    payment_status,
    reason,
    printed_modifiers,
    modifier_profile,
    release_id,
    service_from,
    service_to,
    known_from,
    known_to
FROM judged
ORDER BY hcpcs, service_from, known_from, pfs_setting, qualifying_apm, modifier NULLS FIRST;
