-- What one procedure costs Medicare in an office, a hospital outpatient department and an ASC.
-- derived from: pfs-rvu, opps, asc
-- one span at a time

CREATE MACRO _dollars(amount, share) AS round(amount::DECIMAL(20, 6) * share::DECIMAL(18, 10), 2)::DECIMAL(12, 2);
COMMENT ON MACRO _dollars IS 'A share of an amount in dollars, rounded half up to cents';

CREATE MACRO _professional_status(payment_status, release_id, site, excluded_because, is_without_part) AS
    CASE
        WHEN release_id IS NULL THEN 'no_data'
        WHEN payment_status IS NULL THEN 'not_listed'
        WHEN payment_status = 'drug' AND site <> 'office' THEN 'not_paid'
        WHEN payment_status IN ('paid', 'carrier_priced') AND excluded_because IS NOT NULL THEN 'not_paid'
        WHEN payment_status = 'carrier_priced' AND is_without_part THEN 'not_paid'
        ELSE payment_status
    END;
COMMENT ON MACRO _professional_status IS 'Status of the professional part at a site';

CREATE MACRO _professional_reason(payment_status, reason, release_id, site, excluded_because, is_without_part) AS
    CASE
        WHEN release_id IS NULL THEN 'No physician fee schedule release is loaded for this date'
        WHEN payment_status IS NULL THEN 'The physician fee schedule does not list the code'
        WHEN payment_status = 'drug' AND site <> 'office' THEN 'The facility supplies the drug: there is no professional part'
        WHEN payment_status IN ('paid', 'carrier_priced') AND excluded_because IS NOT NULL THEN excluded_because
        WHEN payment_status = 'carrier_priced' AND is_without_part THEN 'The facility supplies it: there is no professional part'
        ELSE reason
    END;
COMMENT ON MACRO _professional_reason IS 'Why the professional part has its status';

CREATE MACRO _not_listed_reason(site) AS
    CASE site
        WHEN 'office' THEN 'An office bills no facility fee'
        WHEN 'asc' THEN 'In none of ASC Addenda AA, BB and EE'
        ELSE 'Not in OPPS Addendum B'
    END;
COMMENT ON MACRO _not_listed_reason IS 'Why a site has no facility payment for a code that its schedule does not list';

CREATE MACRO _leaves_total_open(payment_status) AS
    payment_status IN ('carrier_priced', 'contractor_priced', 'at_cost', 'anesthesia', 'drug', 'no_data');
COMMENT ON MACRO _leaves_total_open IS 'Whether something is paid under this status whose amount is not known here';

CREATE MACRO _site_total(professional, professional_status, facility, facility_effect) AS
    if(
        _leaves_total_open(professional_status) OR facility_effect IN ('unknown', 'closed') OR coalesce(professional, facility) IS NULL,
        NULL,
        coalesce(professional, 0) + coalesce(facility, 0)
    );
COMMENT ON MACRO _site_total IS 'Professional and facility payment together; null where either is paid at an amount not known here';

CREATE MACRO _site_status(site, professional_status, facility_status) AS
    CASE
        WHEN site = 'office' THEN professional_status
        WHEN facility_status = 'not_billable' AND professional_status = 'paid' THEN 'professional_only'
        WHEN facility_status IN ('paid', 'not_billable') AND _leaves_total_open(professional_status) THEN professional_status
        ELSE facility_status
    END;
COMMENT ON MACRO _site_status IS 'The one status of a code at a site: in a facility the facility''s, unless only the professional part is open, or is all that is paid';

CREATE MACRO _site_reason(site, professional_status, professional_reason, facility_status, facility_reason) AS
    CASE _site_status(site, professional_status, facility_status)
        WHEN 'professional_only' THEN facility_reason || ' The physician is paid: ' || professional_reason
        WHEN facility_status THEN facility_reason
        ELSE professional_reason
    END;
COMMENT ON MACRO _site_reason IS 'Why a code has its one status at a site';

-- Addendum D1 names the other schedule only by example.
CREATE MACRO _other_schedule_note(status_code) AS
    if(
        status_code IN ('A', 'C', 'R', 'T'),
        ' The physician fee schedule lists the code with status ' || status_code
            || '; CMS''s files do not say whether that is what the hospital is paid.',
        ' That schedule is not loaded.'
    );
COMMENT ON MACRO _other_schedule_note IS 'What is known of the schedule that pays a hospital for a code that OPPS leaves to another';

-- In an office the row without a modifier is paid, in a facility the one with 26 where the code splits.
CREATE TEMP TABLE professional_parts AS
SELECT DISTINCT ON (fee.release_id, fee.service_from, fee.hcpcs, fee.pfs_setting)
    fee.release_id,
    fee.service_from AS pfs_from,
    fee.hcpcs,
    fee.pfs_setting,
    fee.modifier,
    listed.status_code,
    listed.pctc_indicator,
    fee.work_rvu,
    fee.pe_rvu,
    fee.mp_rvu,
    fee.opps_pe_rvu,
    fee.opps_mp_rvu,
    qp.opps_pe_rvu AS opps_pe_rvu_qp,
    qp.opps_mp_rvu AS opps_mp_rvu_qp,
    fee.conversion_factor,
    qp.conversion_factor AS conversion_factor_qp,
    fee.adjustment,
    fee.physician_payment AS payment,
    qp.physician_payment AS payment_qp,
    fee.payment_status,
    fee.reason,
    qp.payment_status AS payment_status_qp,
    qp.reason AS reason_qp
FROM physician_payments AS fee
JOIN physician_payments AS qp
    ON qp.hcpcs = fee.hcpcs
    AND qp.service_from = fee.service_from
    AND qp.known_from = fee.known_from
    AND qp.pfs_setting = fee.pfs_setting
    AND qp.modifier IS NOT DISTINCT FROM fee.modifier
    AND qp.qualifying_apm
JOIN pfs_rvu AS listed
    ON listed.release_id = fee.release_id
    AND listed.hcpcs = fee.hcpcs
    AND listed.modifier IS NOT DISTINCT FROM fee.modifier
    AND NOT listed.qualifying_apm
WHERE NOT fee.qualifying_apm AND (fee.modifier IS NULL OR fee.modifier = '26')
ORDER BY (fee.modifier IS NULL) = (fee.pfs_setting = 'nonfacility') DESC;

CREATE TABLE _site_payments AS
WITH code AS (
    SELECT span.*, hcpcs FROM site_spans AS span JOIN (SELECT DISTINCT release_id, hcpcs FROM physician_payments) AS listed ON listed.release_id = pfs_release_id
    UNION
    SELECT span.*, hcpcs FROM site_spans AS span JOIN hospital_figures ON release_id = opps_release_id
    UNION
    SELECT span.*, hcpcs FROM site_spans AS span JOIN asc_figures ON release_id = asc_release_id
),
placed AS (
    SELECT
        code.*,
        sites.site,
        physician.modifier AS professional_modifier,
        physician.work_rvu,
        physician.pe_rvu,
        physician.mp_rvu,
        physician.opps_pe_rvu,
        physician.opps_mp_rvu,
        physician.opps_pe_rvu_qp,
        physician.opps_mp_rvu_qp,
        physician.conversion_factor,
        physician.conversion_factor_qp,
        physician.adjustment,
        CASE sites.site WHEN 'hospital_outpatient' THEN hospital.is_without_professional_part WHEN 'asc' THEN asc_paid.is_without_professional_part END
            AS is_without_part,
        CASE sites.site WHEN 'hospital_outpatient' THEN hospital.is_wage_adjusted WHEN 'asc' THEN asc_paid.is_wage_adjusted END AS is_wage_adjusted,
        _professional_status(physician.payment_status, code.pfs_release_id, sites.site, excluded.reason, is_without_part) AS professional_status,
        _professional_reason(physician.payment_status, physician.reason, code.pfs_release_id, sites.site, excluded.reason, is_without_part)
            AS professional_reason,
        _professional_status(physician.payment_status_qp, code.pfs_release_id, sites.site, excluded.reason, is_without_part) AS professional_status_qp,
        _professional_reason(physician.payment_status_qp, physician.reason_qp, code.pfs_release_id, sites.site, excluded.reason, is_without_part)
            AS professional_reason_qp,
        CASE WHEN professional_status = 'paid' THEN physician.payment END AS professional_payment,
        CASE WHEN professional_status_qp = 'paid' THEN physician.payment_qp END AS professional_payment_qp,
        CASE sites.site
            WHEN 'hospital_outpatient' THEN code.opps_release_id
            WHEN 'asc' THEN code.asc_release_id
        END AS facility_release_id,
        if(sites.site = 'hospital_outpatient', hospital.payment_rate, if(sites.site = 'asc', asc_paid.payment_rate, NULL)) AS facility_rate_printed,
        if(sites.site = 'hospital_outpatient', hospital.facility_payment, if(sites.site = 'asc', asc_paid.facility_payment, NULL)) AS facility_payment,
        if(sites.site = 'hospital_outpatient', hospital.facility_payment_if_billed_alone, NULL) AS facility_payment_if_billed_alone,
        if(sites.site = 'hospital_outpatient', hospital.copayment, if(sites.site = 'asc', asc_paid.copayment, NULL)) AS facility_copayment,
        if(sites.site = 'hospital_outpatient', hospital.payment_status, asc_paid.payment_status) AS listed_status,
        if(sites.site = 'hospital_outpatient', hospital.total_effect, asc_paid.total_effect) AS listed_effect,
        if(
            sites.site = 'hospital_outpatient',
            hospital.reason || if(hospital.payment_status = 'other_fee_schedule', _other_schedule_note(physician.status_code), ''),
            asc_paid.reason
        ) AS listed_reason,
        if(sites.site = 'hospital_outpatient', hospital.apc, NULL) AS apc,
        if(sites.site = 'hospital_outpatient', hospital.status_indicator, NULL) AS status_indicator,
        if(sites.site = 'asc', asc_paid.payment_indicator, NULL) AS payment_indicator,
        -- The hospital's own offsets are in Addendum P, which is not loaded; what an ASC addendum lists without J8 has none.
        CASE
            WHEN sites.site = 'asc' THEN asc_paid.device_offset_amount
            WHEN sites.site = 'hospital_outpatient' AND asc_paid.payment_indicator <> 'J8' THEN 0
        END AS device_offset_amount
    FROM code
    CROSS JOIN (VALUES ('office', 'nonfacility'), ('hospital_outpatient', 'facility'), ('asc', 'facility')) AS sites (site, pfs_setting)
    LEFT JOIN professional_parts AS physician
        ON physician.release_id = code.pfs_release_id
        AND physician.pfs_from = code.pfs_from
        AND physician.hcpcs = code.hcpcs
        AND physician.pfs_setting = sites.pfs_setting
    LEFT JOIN professional_exclusions AS excluded ON excluded.pctc_indicator = physician.pctc_indicator AND excluded.site = sites.site
    LEFT JOIN hospital_figures AS hospital
        ON hospital.release_id = code.opps_release_id AND hospital.hcpcs = code.hcpcs
    LEFT JOIN asc_figures AS asc_paid ON asc_paid.release_id = code.asc_release_id AND asc_paid.hcpcs = code.hcpcs
),
judged AS (
    SELECT
        *,
        CASE
            WHEN site = 'office' THEN 'no_facility_fee'
            WHEN facility_release_id IS NULL THEN 'no_data'
            ELSE coalesce(listed_status, 'not_listed')
        END AS facility_status,
        CASE
            WHEN site <> 'office' AND facility_release_id IS NULL THEN
                'No ' || if(site = 'asc', 'ASC', 'OPPS') || ' release is loaded for this date'
            WHEN site = 'office' OR listed_status IS NULL THEN _not_listed_reason(site)
            ELSE listed_reason
        END AS facility_reason,
        if(site = 'office', 'nothing', coalesce(listed_effect, if(facility_release_id IS NULL, 'unknown', 'closed'))) AS facility_effect
    FROM placed
)
SELECT
    judged.hcpcs,
    judged.site,
    judged.professional_modifier,
    judged.professional_payment,
    judged.professional_payment_qp,
    judged.professional_status,
    judged.professional_reason,
    judged.professional_status_qp,
    judged.professional_reason_qp,
    judged.facility_payment,
    judged.facility_payment_if_billed_alone,
    judged.facility_rate_printed,
    judged.facility_copayment,
    judged.facility_status,
    judged.facility_reason,
    _site_total(judged.professional_payment, judged.professional_status, judged.facility_payment, judged.facility_effect) AS total_payment,
    _site_total(judged.professional_payment_qp, judged.professional_status_qp, judged.facility_payment, judged.facility_effect) AS total_payment_qp,
    if(
        judged.facility_payment_if_billed_alone IS NULL,
        NULL,
        _site_total(judged.professional_payment, judged.professional_status, judged.facility_payment_if_billed_alone, 'amount')
    ) AS total_payment_if_billed_alone,
    _site_status(judged.site, judged.professional_status, judged.facility_status) AS payment_status,
    _site_reason(
        judged.site, judged.professional_status, judged.professional_reason, judged.facility_status, judged.facility_reason
    ) AS reason,
    _site_status(judged.site, judged.professional_status_qp, judged.facility_status) AS payment_status_qp,
    _site_reason(
        judged.site, judged.professional_status_qp, judged.professional_reason_qp, judged.facility_status, judged.facility_reason
    ) AS reason_qp,
    judged.apc,
    judged.status_indicator,
    judged.payment_indicator,
    _dollars(judged.facility_payment - if(stopped.effect = 'share', 0, judged.device_offset_amount), stopped.share) AS facility_payment_73,
    if(stopped.modifier IS NULL, NULL, judged.facility_payment) AS facility_payment_74,
    judged.pfs_release_id AS professional_release_id,
    pfs.label AS professional_release_label,
    pfs.sha256 AS professional_sha256,
    judged.facility_release_id,
    facility.label AS facility_release_label,
    facility.sha256 AS facility_sha256,
    judged.service_from,
    judged.service_to,
    judged.known_from,
    judged.known_to,
    coalesce(judged.is_wage_adjusted, false)
        AND coalesce(judged.facility_payment, judged.facility_payment_if_billed_alone) IS NOT NULL AS facility_is_national,
    judged.work_rvu,
    judged.pe_rvu,
    judged.mp_rvu,
    judged.opps_pe_rvu,
    judged.opps_mp_rvu,
    judged.opps_pe_rvu_qp,
    judged.opps_mp_rvu_qp,
    judged.conversion_factor,
    judged.conversion_factor_qp,
    judged.adjustment
FROM judged
LEFT JOIN releases AS pfs ON pfs.release_id = judged.pfs_release_id
LEFT JOIN releases AS facility ON facility.release_id = judged.facility_release_id
LEFT JOIN modifier_rules AS stopped
    ON stopped.modifier = '73' AND stopped.value = coalesce(judged.status_indicator, judged.payment_indicator)
ORDER BY judged.hcpcs, judged.service_from, judged.known_from, judged.site;

DROP TABLE professional_parts;
DROP TABLE hospital_figures;
DROP TABLE asc_figures;

CREATE VIEW site_of_service AS
SELECT * EXCLUDE (
    facility_is_national, work_rvu, pe_rvu, mp_rvu, opps_pe_rvu, opps_mp_rvu, opps_pe_rvu_qp, opps_mp_rvu_qp,
    conversion_factor, conversion_factor_qp, adjustment
)
FROM _site_payments;

CREATE MACRO site_of_service_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT *
FROM site_of_service AS cell
WHERE service_date BETWEEN cell.service_from AND cell.service_to
    AND known_on BETWEEN cell.known_from AND cell.known_to;
COMMENT ON MACRO TABLE site_of_service_on IS 'site_of_service on a date of service, as known on a date (left out: all that this snapshot knows)';
