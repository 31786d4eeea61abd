-- Whether HCPCS Level II lists the code among drugs and biologicals
CREATE MACRO _is_drug_code(code) AS (
    SELECT coalesce(bool_or(regexp_full_match(code, drug_code_patterns.pattern)), false)
    FROM drug_code_patterns
);

-- Group of codes that a rule names by range (evaluation, computed_tomography, x_ray), else null
CREATE MACRO _code_group(code) AS (
    SELECT min(code_groups.code_group) FROM code_groups WHERE regexp_full_match(code, code_groups.pattern)
);

-- Most recent modifier-rule change on or before the given day; null if none
CREATE MACRO _rules_from(day) AS (
    SELECT max(turn.service_from)
    FROM (
        SELECT rule.service_from FROM modifier_rules AS rule
        UNION ALL
        SELECT rule.service_to + 1 FROM modifier_rules AS rule
    ) AS turn
    WHERE turn.service_from <= day
);

-- The indicators that decide which modifiers apply to a code, as one text
CREATE MACRO _modifier_profile(status, pctc, global, multiple, bilateral, assistant, co, team, pre, intra, post, code_group, has_53, rules_from) AS {
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
    'own_row': CASE WHEN has_53 THEN '53' END,
    'rules_from': rules_from
}::JSON::VARCHAR;

-- Index floor from laws for a single state, null if none; see pfs_spans
CREATE MACRO _state_floor(floors, in_state, of_kind) AS
    list_max(list_transform(
        list_filter(floors, lambda floor: floor.us_state = in_state AND floor.kind = of_kind), lambda floor: floor.lowest
    ));

-- Whether the technical part is limited to the OPPS amount (section 5102(b) of the DRA of 2005)
--
-- CMS applies the OPPS limit if the national OPPS-based RVUs are lower, and lists those codes in OPPSCAP.
CREATE MACRO _is_opps_capped(pe, mp, opps_pe, opps_mp) AS
    coalesce(opps_pe + opps_mp > 0 AND opps_pe + opps_mp < pe + mp, false);

-- Status of one setting of a physician fee schedule row, from its status code, RVUs and NA mark
CREATE MACRO _pfs_status(usual_status, status_without_amount, total_rvu, is_na, is_settled, is_drug) AS
    CASE
        WHEN usual_status = 'not_paid' AND is_drug THEN 'drug'
        WHEN usual_status <> 'paid' THEN usual_status
        WHEN coalesce(total_rvu, 0) = 0 THEN status_without_amount
        WHEN is_na THEN 'not_applicable'
        WHEN NOT is_settled THEN 'no_data'
        ELSE 'paid'
    END;

-- Reason for the status of one setting of a physician fee schedule row
CREATE MACRO _pfs_reason(payment_status, status_code, status_meaning, is_capped, adjustment, unsettled_reason) AS
    CASE payment_status
        WHEN 'paid' THEN
            'RVUs x conversion factor' || CASE WHEN adjustment <> 1 THEN ' x ' || adjustment || ' (calculation flag)' ELSE '' END
                || CASE WHEN is_capped THEN ', limited to the OPPS amount' ELSE '' END
        WHEN 'not_applicable' THEN 'NA indicator: rarely or never performed in this setting; the listed RVUs are not a price'
        WHEN 'drug' THEN 'Status ' || status_code || ': the average-sales-price file prices drugs (fees_of)'
        WHEN 'no_data' THEN unsettled_reason
        ELSE 'Status ' || status_code || ': ' || coalesce(status_meaning, 'not in CMS''s list of status codes')
    END;
