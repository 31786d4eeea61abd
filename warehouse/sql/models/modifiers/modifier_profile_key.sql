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
