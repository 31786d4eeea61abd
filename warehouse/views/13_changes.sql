-- What changed from one release to another of its series, in dollars and by name.

CREATE VIEW release_sequence AS
SELECT
    release_id,
    series,
    lag(release_id) OVER in_series AS previous_release_id,
    CASE
        WHEN revision > 1 THEN 'correction'
        WHEN regexp_matches(vintage, '^\d{4}[A-D]R|^\d{4}-\d\d-\d\d$') THEN 'law'
        ELSE 'quarterly'
    END AS kind
FROM releases
WINDOW in_series AS (PARTITION BY series ORDER BY service_from, vintage, revision);
COMMENT ON VIEW release_sequence IS 'Each release with the one it follows in its series';
COMMENT ON COLUMN release_sequence.release_id IS 'Release';
COMMENT ON COLUMN release_sequence.series IS 'Series';
COMMENT ON COLUMN release_sequence.previous_release_id IS 'Release before it; of a re-posting the posting before; null for the first';
COMMENT ON COLUMN release_sequence.kind IS 'correction: CMS re-posted the release; law: an R release or one from mid-quarter, which Congress caused; else quarterly';

CREATE MACRO renamed(what, before, after) AS if(
    before IS NOT DISTINCT FROM after,
    NULL,
    what || ' ' || coalesce(before::VARCHAR, 'none') || ' → ' || coalesce(after::VARCHAR, 'none')
);
COMMENT ON MACRO renamed IS 'The change of a named indicator in words (SI E2 → K); null if it did not change';

CREATE MACRO code_change(code_before, code_after) AS CASE
    WHEN code_before IS NULL THEN 'added'
    WHEN code_after IS NULL THEN 'dropped'
    ELSE 'changed'
END;
COMMENT ON MACRO code_change IS 'added, dropped or changed, from the code in the one release and in the other';

-- The QPP file lists only codes that are paid and has the same RVUs, so that the nonQPP rows tell all but its factor.
CREATE MACRO pfs_national(in_release) AS TABLE
SELECT
    rvu.hcpcs,
    rvu.modifier,
    unnest(['nonfacility', 'facility']) AS setting,
    rvu.status_code IN ('A', 'R', 'T') AND NOT unnest([rvu.na_nonfacility, rvu.na_facility]) AS is_paid,
    rvu.work_rvu AS work,
    unnest([rvu.pe_rvu_nonfacility, rvu.pe_rvu_facility]) AS pe,
    rvu.mp_rvu AS mp,
    rvu.conversion_factor AS factor,
    unnest([rvu.na_nonfacility, rvu.na_facility]) AS is_na,
    rvu.status_code,
    rvu.global_days
FROM pfs_rvu AS rvu
WHERE rvu.release_id = in_release AND NOT rvu.qualifying_apm;
COMMENT ON MACRO TABLE pfs_national IS 'A release of the physician fee schedule, one row a code, modifier and setting: whether it is paid from RVUs, and the parts of its payment';

-- RVUs are taken to change first, at the old GPCIs and factor; then GPCIs; then the factor. What rounding leaves over
-- goes to the largest cause.
CREATE MACRO pfs_changes(from_release, to_release, in_mac := NULL, in_locality := NULL) AS TABLE
WITH
before_gpci AS (
    SELECT coalesce(max(work_gpci), 1) AS w, coalesce(max(pe_gpci), 1) AS p, coalesce(max(mp_gpci), 1) AS m
    FROM pfs_gpci
    WHERE release_id = from_release AND mac = in_mac AND locality = in_locality
),
after_gpci AS (
    SELECT coalesce(max(work_gpci), 1) AS w, coalesce(max(pe_gpci), 1) AS p, coalesce(max(mp_gpci), 1) AS m
    FROM pfs_gpci
    WHERE release_id = to_release AND mac = in_mac AND locality = in_locality
),
joined AS (
    SELECT
        coalesce(old.hcpcs, new.hcpcs) AS hcpcs,
        coalesce(old.modifier, new.modifier) AS modifier,
        coalesce(old.setting, new.setting) AS setting,
        code_change(old.hcpcs, new.hcpcs) AS change,
        if(old.is_paid, pfs_amount(old.work, old.pe, old.mp, g.w, g.p, g.m, old.factor), NULL) AS amount_before,
        if(new.is_paid, pfs_amount(new.work, new.pe, new.mp, h.w, h.p, h.m, new.factor), NULL) AS amount_after,
        amount_after - amount_before AS difference,
        [
            ((new.work - old.work) * g.w * old.factor)::DECIMAL(30, 9),
            ((new.pe - old.pe) * g.p * old.factor)::DECIMAL(30, 9),
            ((new.mp - old.mp) * g.m * old.factor)::DECIMAL(30, 9),
            ((new.work * (h.w - g.w) + new.pe * (h.p - g.p) + new.mp * (h.m - g.m)) * old.factor)::DECIMAL(30, 9),
            ((new.work * h.w + new.pe * h.p + new.mp * h.m) * (new.factor - old.factor))::DECIMAL(30, 9)
        ] AS exact,
        list_transform(exact, lambda part: round(part, 2)) AS parts,
        list_position(list_transform(exact, lambda part: abs(part)), list_max(list_transform(exact, lambda part: abs(part)))) AS largest,
        difference - list_sum(parts) AS rest,
        concat_ws(
            '; ',
            renamed('status', old.status_code, new.status_code),
            renamed('global', old.global_days, new.global_days),
            renamed('NA', if(old.is_na, 'yes', 'no'), if(new.is_na, 'yes', 'no'))
        ) AS named
    FROM pfs_national(from_release) AS old
    FULL JOIN pfs_national(to_release) AS new
        ON new.hcpcs = old.hcpcs AND new.setting = old.setting AND new.modifier IS NOT DISTINCT FROM old.modifier
    CROSS JOIN before_gpci AS g
    CROSS JOIN after_gpci AS h
)
SELECT
    'pfs_rvu' AS table_name,
    hcpcs,
    modifier,
    setting,
    change,
    amount_before,
    amount_after,
    difference,
    if(difference IS NULL, NULL, parts[1] + if(largest = 1, rest, 0))::DECIMAL(12, 2) AS by_work,
    if(difference IS NULL, NULL, parts[2] + if(largest = 2, rest, 0))::DECIMAL(12, 2) AS by_pe,
    if(difference IS NULL, NULL, parts[3] + if(largest = 3, rest, 0))::DECIMAL(12, 2) AS by_mp,
    if(difference IS NULL, NULL, parts[4] + if(largest = 4, rest, 0))::DECIMAL(12, 2) AS by_gpci,
    if(difference IS NULL, NULL, parts[5] + if(largest = 5, rest, 0))::DECIMAL(12, 2) AS by_conversion_factor,
    named
FROM joined
WHERE change <> 'changed' OR amount_before IS DISTINCT FROM amount_after OR named <> '';
COMMENT ON MACRO TABLE pfs_changes IS 'Codes added, dropped or paid otherwise between two pfs-rvu releases, dollars split into their causes; national, or for a contractor''s locality; not limited to OPPS amounts';

CREATE MACRO opps_changes(from_release, to_release) AS TABLE
SELECT
    'opps_addendum_b' AS table_name,
    coalesce(old.hcpcs, new.hcpcs) AS hcpcs,
    code_change(old.hcpcs, new.hcpcs) AS change,
    old.payment_rate AS amount_before,
    new.payment_rate AS amount_after,
    amount_after - amount_before AS difference,
    concat_ws(
        '; ',
        renamed('SI', old.status_indicator, new.status_indicator),
        renamed('APC', old.apc, new.apc)
    ) AS named
FROM (FROM opps_addendum_b WHERE release_id = from_release) AS old
FULL JOIN (FROM opps_addendum_b WHERE release_id = to_release) AS new ON new.hcpcs = old.hcpcs
WHERE change <> 'changed' OR amount_before IS DISTINCT FROM amount_after OR named <> '';
COMMENT ON MACRO TABLE opps_changes IS 'Codes added, dropped, paid or classified otherwise between two OPPS Addendum B releases';

CREATE MACRO asc_listed(in_release) AS TABLE
SELECT 'asc_addendum_aa' AS table_name, hcpcs, payment_indicator, payment_rate::DECIMAL(14, 3) AS payment_rate
FROM asc_addendum_aa WHERE release_id = in_release
UNION ALL
SELECT 'asc_addendum_bb', hcpcs, payment_indicator, payment_rate
FROM asc_addendum_bb WHERE release_id = in_release;
COMMENT ON MACRO TABLE asc_listed IS 'Codes of an ASC release''s addenda AA and BB with indicator and rate';

CREATE MACRO asc_changes(from_release, to_release) AS TABLE
SELECT
    coalesce(old.table_name, new.table_name) AS table_name,
    coalesce(old.hcpcs, new.hcpcs) AS hcpcs,
    code_change(old.hcpcs, new.hcpcs) AS change,
    old.payment_rate AS amount_before,
    new.payment_rate AS amount_after,
    amount_after - amount_before AS difference,
    coalesce(renamed('PI', old.payment_indicator, new.payment_indicator), '') AS named
FROM asc_listed(from_release) AS old
FULL JOIN asc_listed(to_release) AS new ON new.hcpcs = old.hcpcs AND new.table_name = old.table_name
WHERE change <> 'changed' OR amount_before IS DISTINCT FROM amount_after OR named <> '';
COMMENT ON MACRO TABLE asc_changes IS 'Codes added, dropped, paid or classified otherwise between two ASC releases';

CREATE MACRO ncci_ptp_changes_between(from_release, to_release) AS TABLE
WITH
old AS (
    SELECT * EXCLUDE (first_release_id, last_release_id) FROM ncci_ptp
    WHERE setting = ncci_setting(from_release)
        AND from_release >= first_release_id AND is_open_until(last_release_id, from_release)
        AND NOT (to_release >= first_release_id AND is_open_until(last_release_id, to_release))
),
new AS (
    SELECT * EXCLUDE (first_release_id, last_release_id) FROM ncci_ptp
    WHERE setting = ncci_setting(to_release)
        AND to_release >= first_release_id AND is_open_until(last_release_id, to_release)
        AND NOT (from_release >= first_release_id AND is_open_until(last_release_id, from_release))
)
SELECT
    'ncci_ptp' AS table_name,
    coalesce(old.column_1, new.column_1) AS hcpcs,
    coalesce(old.column_2, new.column_2) AS other_hcpcs,
    coalesce(old.setting, new.setting) AS setting,
    code_change(old.column_1, new.column_1) AS change,
    concat_ws(
        '; ',
        renamed('in force before 1996', old.prior_to_1996, new.prior_to_1996),
        renamed('deletion date', old.deletion_date, new.deletion_date),
        renamed('modifier indicator', old.modifier_indicator, new.modifier_indicator),
        renamed('rationale', old.rationale, new.rationale)
    ) AS named
FROM (FROM old EXCEPT FROM new) AS old
FULL JOIN (FROM new EXCEPT FROM old) AS new
    ON new.column_1 = old.column_1 AND new.column_2 = old.column_2 AND new.effective_date = old.effective_date;
COMMENT ON MACRO TABLE ncci_ptp_changes_between IS 'Edits that one PTP release lists and the other does not, or lists otherwise';

CREATE MACRO ncci_mue_changes_between(from_release, to_release) AS TABLE
SELECT
    'ncci_mue' AS table_name,
    coalesce(old.hcpcs, new.hcpcs) AS hcpcs,
    ncci_setting(to_release) AS setting,
    code_change(old.hcpcs, new.hcpcs) AS change,
    concat_ws(
        '; ',
        renamed('MUE', old.mue_value, new.mue_value),
        renamed('MAI', old.mai, new.mai),
        renamed('rationale', old.rationale, new.rationale)
    ) AS named
FROM ncci_mue_listed(from_release) AS old
FULL JOIN ncci_mue_listed(to_release) AS new ON new.hcpcs = old.hcpcs
WHERE change <> 'changed' OR named <> '';
COMMENT ON MACRO TABLE ncci_mue_changes_between IS 'Unit limits that one MUE release lists and the other does not, or lists otherwise';

CREATE MACRO changes_between(from_release, to_release) AS TABLE
SELECT
    table_name,
    hcpcs,
    modifier,
    other_hcpcs,
    setting,
    change,
    amount_before::DECIMAL(14, 3) AS amount_before,
    amount_after::DECIMAL(14, 3) AS amount_after,
    difference::DECIMAL(14, 3) AS difference,
    by_work,
    by_pe,
    by_mp,
    by_conversion_factor,
    if(change = 'changed', nullif(named, ''), NULL) AS named
FROM (
    FROM pfs_changes(from_release, to_release)
    UNION ALL BY NAME FROM opps_changes(from_release, to_release)
    UNION ALL BY NAME FROM asc_changes(from_release, to_release)
    UNION ALL BY NAME FROM ncci_ptp_changes_between(from_release, to_release)
    UNION ALL BY NAME FROM ncci_mue_changes_between(from_release, to_release)
);
COMMENT ON MACRO TABLE changes_between IS 'Everything that changed between two releases of one series (pfs-rvu, opps, asc, ncci-ptp or ncci-mue): dollars, their causes, indicators by name';
