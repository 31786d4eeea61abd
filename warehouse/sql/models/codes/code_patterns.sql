-- Whether HCPCS Level II lists the code among drugs and biologicals
CREATE MACRO _is_drug_code(code) AS (
    SELECT coalesce(bool_or(regexp_full_match(code, drug_code_patterns.pattern)), false)
    FROM drug_code_patterns
);

-- Group of codes that a rule names by range (evaluation, computed_tomography, x_ray), else null
CREATE MACRO _code_group(code) AS (
    SELECT min(code_groups.code_group) FROM code_groups WHERE regexp_full_match(code, code_groups.pattern)
);
