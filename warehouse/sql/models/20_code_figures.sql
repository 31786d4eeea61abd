-- One code at a time under the physician fee schedule: RVUs, national payment, and a status for every cell.
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

CREATE MACRO _pfs_status(payment_status, status_without_amount, total, is_na, factor_was_paid, is_drug) AS
    CASE
        WHEN payment_status = 'not_paid' AND is_drug THEN 'drug'
        WHEN payment_status <> 'paid' THEN payment_status
        WHEN coalesce(total, 0) = 0 THEN status_without_amount
        WHEN is_na THEN 'not_applicable'
        WHEN NOT factor_was_paid THEN 'no_data'
        ELSE 'paid'
    END;
COMMENT ON MACRO _pfs_status IS 'Status of one setting of a physician fee schedule row, from its status code, RVUs and NA mark';

CREATE MACRO _pfs_reason(payment_status, status_code, status_meaning, is_capped, paid_in) AS
    CASE payment_status
        WHEN 'paid' THEN
            if(is_capped, 'RVUs x conversion factor, limited to the OPPS amount', 'RVUs x conversion factor')
        WHEN 'not_applicable' THEN 'NA indicator: rarely or never done in this setting; the RVUs printed are no price'
        WHEN 'drug' THEN 'Status ' || status_code || ': drugs are priced by the average-sales-price file, which is not loaded'
        WHEN 'no_data' THEN 'This release prints a conversion factor that was never paid; ' || paid_in || ' carries the paid one'
        ELSE 'Status ' || status_code || ': ' || coalesce(status_meaning, 'not in CMS''s list of status codes')
    END;
COMMENT ON MACRO _pfs_reason IS 'Why a setting of a physician fee schedule row has its status';

-- CMS does not post the QPP file in every format, and a copy of a release may lack it.
CREATE MACRO _qp_status(payment_status, factor_qp) AS if(payment_status = 'paid' AND factor_qp IS NULL, 'no_data', payment_status);
COMMENT ON MACRO _qp_status IS 'Status of an amount for qualifying APM participants, from that of the others';

CREATE MACRO _qp_reason(payment_status, reason, factor_qp, release_id) AS
    if(_qp_status(payment_status, factor_qp) = payment_status, reason, release_id || ' has no row for qualifying APM participants');
COMMENT ON MACRO _qp_reason IS 'Why an amount for qualifying APM participants has its status';

CREATE TEMP TABLE physician_figures AS
WITH listed AS (
    SELECT
        pfs.*,
        -- Until 2025 there was one factor for all; since 2026 participants of an advanced APM have their own.
        if(release.service_from < DATE '2026-01-01', pfs.conversion_factor, qpp.conversion_factor) AS conversion_factor_qp,
        coalesce(qpp.opps_pe_nonfacility, pfs.opps_pe_nonfacility) AS opps_pe_nonfacility_qp,
        coalesce(qpp.opps_pe_facility, pfs.opps_pe_facility) AS opps_pe_facility_qp,
        coalesce(qpp.opps_mp, pfs.opps_mp) AS opps_mp_qp,
        unpaid.paid_in,
        count(*) FILTER (pfs.modifier IS NULL) OVER (PARTITION BY pfs.release_id, pfs.hcpcs) = 0 AS is_without_own_row,
        coalesce(priced.payment_status, 'not_paid') AS usual_status,
        priced.status_without_amount,
        meant.meaning AS status_meaning,
        _is_opps_capped(pfs.pe_rvu_nonfacility, pfs.mp_rvu, pfs.opps_pe_nonfacility, pfs.opps_mp) AS is_capped_nonfacility,
        _is_opps_capped(pfs.pe_rvu_facility, pfs.mp_rvu, pfs.opps_pe_facility, pfs.opps_mp) AS is_capped_facility,
        if(priced.payment_status = 'not_paid', _is_drug_code(pfs.hcpcs), false) AS is_drug
    FROM pfs_rvu AS pfs
    JOIN releases AS release USING (release_id)
    LEFT JOIN pfs_rvu AS qpp
        ON qpp.release_id = pfs.release_id
        AND qpp.hcpcs = pfs.hcpcs
        AND qpp.modifier IS NOT DISTINCT FROM pfs.modifier
        AND qpp.qualifying_apm
    LEFT JOIN unpaid_conversion_factors AS unpaid ON unpaid.vintage = release.vintage
    LEFT JOIN indicator_payment_statuses AS priced ON priced.code_list = 'pfs_status' AND priced.code = pfs.status_code
    LEFT JOIN indicators AS meant ON meant.code_list = 'pfs_status' AND meant.code = pfs.status_code
    WHERE NOT pfs.qualifying_apm
),
judged AS (
    SELECT
        *,
        _pfs_status(usual_status, status_without_amount, total_rvu_nonfacility, na_nonfacility, paid_in IS NULL, is_drug) AS payment_status_nonfacility,
        _pfs_status(usual_status, status_without_amount, total_rvu_facility, na_facility, paid_in IS NULL, is_drug) AS payment_status_facility,
        -- 86153 and, until 2020, G0452 are printed with 26 only.
        modifier IS NULL OR modifier = '26' AND is_without_own_row AS is_base_row,
        pfs_amount(work_rvu, pe_rvu_nonfacility, mp_rvu, 1, 1, 1, conversion_factor) AS amount_nonfacility,
        pfs_amount(work_rvu, pe_rvu_facility, mp_rvu, 1, 1, 1, conversion_factor) AS amount_facility,
        pfs_amount(work_rvu, pe_rvu_nonfacility, mp_rvu, 1, 1, 1, conversion_factor_qp) AS amount_nonfacility_qp,
        pfs_amount(work_rvu, pe_rvu_facility, mp_rvu, 1, 1, 1, conversion_factor_qp) AS amount_facility_qp,
        if(is_capped_nonfacility, pfs_amount(work_rvu, opps_pe_nonfacility, opps_mp, 1, 1, 1, conversion_factor), NULL) AS opps_cap_nonfacility,
        if(is_capped_facility, pfs_amount(work_rvu, opps_pe_facility, opps_mp, 1, 1, 1, conversion_factor), NULL) AS opps_cap_facility,
        if(is_capped_nonfacility, pfs_amount(work_rvu, opps_pe_nonfacility_qp, opps_mp_qp, 1, 1, 1, conversion_factor_qp), NULL) AS opps_cap_nonfacility_qp,
        if(is_capped_facility, pfs_amount(work_rvu, opps_pe_facility_qp, opps_mp_qp, 1, 1, 1, conversion_factor_qp), NULL) AS opps_cap_facility_qp
    FROM listed
),
explained AS (
    SELECT
        *,
        _pfs_reason(payment_status_nonfacility, status_code, status_meaning, is_capped_nonfacility, paid_in) || one_row AS reason_nonfacility,
        _pfs_reason(payment_status_facility, status_code, status_meaning, is_capped_facility, paid_in) || one_row AS reason_facility
    FROM (SELECT *, if(is_base_row AND modifier = '26', '; CMS prints the code only with 26', '') AS one_row FROM judged)
)
SELECT
    hcpcs,
    modifier,
    is_base_row,
    description,
    status_code,
    status_meaning,
    work_rvu,
    pe_rvu_nonfacility,
    na_nonfacility,
    pe_rvu_facility,
    na_facility,
    mp_rvu,
    total_rvu_nonfacility,
    total_rvu_facility,
    conversion_factor,
    conversion_factor_qp,
    if(payment_status_nonfacility = 'paid', least(amount_nonfacility, opps_cap_nonfacility), NULL) AS physician_payment_nonfacility,
    if(payment_status_facility = 'paid', least(amount_facility, opps_cap_facility), NULL) AS physician_payment_facility,
    if(payment_status_nonfacility = 'paid', least(amount_nonfacility_qp, opps_cap_nonfacility_qp), NULL) AS physician_payment_nonfacility_qp,
    if(payment_status_facility = 'paid', least(amount_facility_qp, opps_cap_facility_qp), NULL) AS physician_payment_facility_qp,
    opps_cap_nonfacility,
    opps_cap_facility,
    payment_status_nonfacility,
    reason_nonfacility,
    payment_status_facility,
    reason_facility,
    _qp_status(payment_status_nonfacility, conversion_factor_qp) AS payment_status_nonfacility_qp,
    _qp_reason(payment_status_nonfacility, reason_nonfacility, conversion_factor_qp, release_id) AS reason_nonfacility_qp,
    _qp_status(payment_status_facility, conversion_factor_qp) AS payment_status_facility_qp,
    _qp_reason(payment_status_facility, reason_facility, conversion_factor_qp, release_id) AS reason_facility_qp,
    global_days,
    preoperative_share,
    intraoperative_share,
    postoperative_share,
    pctc_indicator,
    multiple_procedure,
    bilateral_surgery,
    assistant_surgery,
    co_surgeons,
    team_surgery,
    endoscopic_base,
    physician_supervision,
    calculation_flag,
    imaging_family,
    not_used_for_medicare,
    opps_pe_nonfacility,
    opps_pe_facility,
    opps_mp,
    opps_pe_nonfacility_qp,
    opps_pe_facility_qp,
    opps_mp_qp,
    release_id
FROM explained;

CREATE TABLE physician_fees AS
SELECT
    figures.*,
    CASE
        WHEN figures.modifier IS NULL AND figures.status_code IN ('A', 'C', 'R', 'T') THEN _modifier_profile(
            figures.status_code,
            figures.pctc_indicator,
            figures.global_days,
            figures.multiple_procedure,
            figures.bilateral_surgery,
            figures.assistant_surgery,
            figures.co_surgeons,
            figures.team_surgery,
            figures.preoperative_share,
            figures.intraoperative_share,
            figures.postoperative_share,
            _code_group(figures.hcpcs),
            bool_or(figures.modifier = '53') OVER (PARTITION BY figures.release_id, figures.hcpcs),
            _rules_since(span.service_from)
        )
    END AS modifier_profile,
    release.label AS release_label,
    release.sha256,
    span.service_from,
    span.service_to,
    span.known_from,
    span.known_to
FROM physician_figures AS figures
JOIN release_spans AS span USING (release_id)
JOIN releases AS release USING (release_id)
ORDER BY figures.hcpcs, span.service_from, span.known_from, figures.modifier NULLS FIRST;

CREATE MACRO code_figures_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT *
FROM physician_fees AS figures
WHERE service_date BETWEEN figures.service_from AND figures.service_to
    AND known_on BETWEEN figures.known_from AND figures.known_to;
COMMENT ON MACRO TABLE code_figures_on IS 'physician_fees on a date of service, as known on a date (left out: all that this snapshot knows)';
