-- Codes of two pfs-rvu releases with their payment in both, nationally or in a contractor's locality, the difference
-- split by cause, and other changes; includes unchanged codes
--
-- This compares the fee schedule, whose dollars are split by cause. warehouse/changes/diff_sql.py generates the SQL
-- that compares all other tables by key and columns; the macro changes_between combines both.
--
-- RVUs change first, at the old GPCIs and factor; then GPCIs; then the factor. The rounding remainder goes to the
-- largest cause. Rows of qualifying APM participants repeat the RVUs; they are compared only if both releases have
-- them.

CREATE MACRO _pfs_changes(from_release, to_release, in_mac := NULL, in_locality := NULL) AS TABLE
WITH
joined AS (
    SELECT
        coalesce(old.hcpcs, new.hcpcs) AS hcpcs,
        coalesce(old.modifier, new.modifier) AS modifier,
        CASE WHEN coalesce(old.qualifying_apm, new.qualifying_apm) THEN 'qualifying APM' END AS row_label,
        coalesce(old.pfs_setting, new.pfs_setting) AS setting,
        _row_change(old.hcpcs, new.hcpcs) AS change,
        old.amount AS amount_before,
        new.amount AS amount_after,
        amount_after - amount_before AS difference,
        (new.amount - new.uncapped) - (old.amount - old.uncapped) AS by_opps_limit,
        [
            ((new.work - old.work) * old.work_gpci * old.factor)::DECIMAL(30, 9),
            ((new.pe - old.pe) * old.pe_gpci * old.factor)::DECIMAL(30, 9),
            ((new.mp - old.mp) * old.mp_gpci * old.factor)::DECIMAL(30, 9),
            ((new.work * (new.work_gpci - old.work_gpci) + new.pe * (new.pe_gpci - old.pe_gpci) + new.mp * (new.mp_gpci - old.mp_gpci)) * old.factor)::DECIMAL(30, 9),
            ((new.work * new.work_gpci + new.pe * new.pe_gpci + new.mp * new.mp_gpci) * (new.factor - old.factor))::DECIMAL(30, 9)
        ] AS exact,
        list_transform(exact, lambda part: round(part, 2)) AS parts,
        list_position(list_transform(exact, lambda part: abs(part)), list_max(list_transform(exact, lambda part: abs(part)))) AS largest,
        difference - by_opps_limit - list_sum(parts) AS rest,
        list_filter(
            [
                _column_change('status_code', old.status_code, new.status_code),
                _column_change('global_days', old.global_days, new.global_days),
                _column_change('na_' || setting, old.is_na, new.is_na),
                CASE WHEN old.has_full AND new.has_full THEN _column_change('na_' || setting || '_fully_implemented', old.is_na_full, new.is_na_full) END,
                _column_change('pctc_indicator', old.pctc_indicator, new.pctc_indicator),
                _column_change('multiple_procedure', old.multiple_procedure, new.multiple_procedure),
                _column_change('bilateral_surgery', old.bilateral_surgery, new.bilateral_surgery),
                _column_change('assistant_surgery', old.assistant_surgery, new.assistant_surgery),
                _column_change('co_surgeons', old.co_surgeons, new.co_surgeons),
                _column_change('team_surgery', old.team_surgery, new.team_surgery),
                CASE WHEN old.has_pricing AND new.has_pricing THEN _column_change('pricing_indicator', old.pricing_indicator, new.pricing_indicator) END,
                _column_change('endoscopic_base', old.endoscopic_base, new.endoscopic_base),
                _column_change('physician_supervision', old.physician_supervision, new.physician_supervision),
                _column_change('calculation_flag', old.calculation_flag, new.calculation_flag),
                _column_change('imaging_family', old.imaging_family, new.imaging_family),
                _column_change('not_used_for_medicare', old.not_used_for_medicare, new.not_used_for_medicare),
                _column_change('work_rvu', old.work, new.work),
                _column_change('pe_rvu_' || setting, old.pe, new.pe),
                _column_change('mp_rvu', old.mp, new.mp),
                _column_change('total_rvu_' || setting, old.total, new.total),
                _column_change('opps_pe_rvu_' || setting, old.opps_pe, new.opps_pe),
                _column_change('opps_mp_rvu', old.opps_mp, new.opps_mp),
                CASE WHEN old.has_full AND new.has_full THEN _column_change('pe_rvu_' || setting || '_fully_implemented', old.pe_full, new.pe_full) END,
                CASE WHEN old.has_full AND new.has_full THEN _column_change('total_rvu_' || setting || '_fully_implemented', old.total_full, new.total_full) END,
                _column_change('preoperative_share', old.preoperative_share, new.preoperative_share),
                _column_change('intraoperative_share', old.intraoperative_share, new.intraoperative_share),
                _column_change('postoperative_share', old.postoperative_share, new.postoperative_share),
                _column_change('description', old.description, new.description)
            ],
            lambda change: change IS NOT NULL
        ) AS column_changes
    FROM _pfs_priced(from_release, in_mac, in_locality) AS old
    FULL JOIN _pfs_priced(to_release, in_mac, in_locality) AS new
        ON new.hcpcs = old.hcpcs
        AND new.pfs_setting = old.pfs_setting
        AND new.qualifying_apm = old.qualifying_apm
        AND new.modifier IS NOT DISTINCT FROM old.modifier
)
SELECT
    'pfs_rvu' AS table_name,
    hcpcs,
    modifier,
    row_label,
    setting AS pfs_setting,
    change,
    amount_before,
    amount_after,
    difference,
    CASE WHEN difference IS NOT NULL THEN parts[1] + CASE WHEN largest = 1 THEN rest ELSE 0 END END::DECIMAL(12, 2) AS by_work,
    CASE WHEN difference IS NOT NULL THEN parts[2] + CASE WHEN largest = 2 THEN rest ELSE 0 END END::DECIMAL(12, 2) AS by_pe,
    CASE WHEN difference IS NOT NULL THEN parts[3] + CASE WHEN largest = 3 THEN rest ELSE 0 END END::DECIMAL(12, 2) AS by_mp,
    CASE WHEN difference IS NOT NULL THEN parts[4] + CASE WHEN largest = 4 THEN rest ELSE 0 END END::DECIMAL(12, 2) AS by_gpci,
    CASE WHEN difference IS NOT NULL THEN parts[5] + CASE WHEN largest = 5 THEN rest ELSE 0 END END::DECIMAL(12, 2) AS by_conversion_factor,
    by_opps_limit::DECIMAL(12, 2) AS by_opps_limit,
    column_changes
FROM joined
WHERE change = 'changed' OR row_label IS NULL;
