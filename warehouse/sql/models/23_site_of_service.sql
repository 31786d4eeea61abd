-- What one procedure costs Medicare in an office, a hospital outpatient department and an ASC.
-- derived from: pfs-rvu, opps, asc

CREATE MACRO dollars(amount, share) AS round(amount::DECIMAL(20, 6) * share::DECIMAL(18, 10), 2)::DECIMAL(12, 2);
COMMENT ON MACRO dollars IS 'A share of an amount in dollars, rounded half up to cents';

CREATE MACRO professional_state(state, release_id, setting) AS
    CASE
        WHEN release_id IS NULL THEN 'no_data'
        WHEN state IS NULL THEN 'not_listed'
        WHEN state = 'drug' AND setting <> 'office' THEN 'not_paid'
        ELSE state
    END;
COMMENT ON MACRO professional_state IS 'State of the professional part in a setting';

CREATE MACRO professional_reason(state, reason, release_id, setting) AS
    CASE
        WHEN release_id IS NULL THEN 'No physician fee schedule release is loaded for this date'
        WHEN state IS NULL THEN 'The physician fee schedule does not list the code'
        WHEN state = 'drug' AND setting <> 'office' THEN 'The facility supplies the drug: there is no professional part'
        ELSE reason
    END;
COMMENT ON MACRO professional_reason IS 'Why the professional part has its state';

CREATE MACRO not_listed_reason(setting) AS
    CASE setting
        WHEN 'office' THEN 'An office bills no facility fee'
        WHEN 'asc' THEN 'In none of ASC Addenda AA, BB and EE'
        ELSE 'Not in OPPS Addendum B'
    END;
COMMENT ON MACRO not_listed_reason IS 'Why a setting has no facility payment for a code that its schedule does not list';

CREATE MACRO leaves_total_open(state) AS
    state IN ('carrier_priced', 'contractor_priced', 'at_cost', 'anesthesia', 'drug', 'no_data');
COMMENT ON MACRO leaves_total_open IS 'Whether something is paid under this state whose amount is not known here';

CREATE MACRO site_total(professional, professional_state, facility, facility_counts) AS
    if(
        leaves_total_open(professional_state) OR facility_counts IN ('unknown', 'closed') OR coalesce(professional, facility) IS NULL,
        NULL,
        coalesce(professional, 0) + coalesce(facility, 0)
    );
COMMENT ON MACRO site_total IS 'Professional and facility payment together; null where either is paid at an amount not known here';

CREATE MACRO site_state(setting, professional_state, facility_state) AS
    CASE
        WHEN setting = 'office' THEN professional_state
        WHEN facility_state = 'not_billable' AND professional_state = 'paid' THEN 'professional_only'
        WHEN facility_state IN ('paid', 'not_billable') AND leaves_total_open(professional_state) THEN professional_state
        ELSE facility_state
    END;
COMMENT ON MACRO site_state IS 'The one state of a code in a setting: in a facility the facility''s, unless only the professional part is open, or is all that is paid';

CREATE MACRO site_reason(setting, professional_state, professional_reason, facility_state, facility_reason) AS
    CASE site_state(setting, professional_state, facility_state)
        WHEN 'professional_only' THEN facility_reason || ' The physician is paid: ' || professional_reason
        WHEN facility_state THEN facility_reason
        ELSE professional_reason
    END;
COMMENT ON MACRO site_reason IS 'Why a code has its one state in a setting';

-- Addendum D1 names the other schedule only by example.
CREATE MACRO other_schedule_note(status_code) AS
    if(
        status_code IN ('A', 'C', 'R', 'T'),
        ' The physician fee schedule lists the code with status ' || status_code
            || '; CMS''s files do not say whether that is what the hospital is paid.',
        ' That schedule is not loaded.'
    );
COMMENT ON MACRO other_schedule_note IS 'What is known of the schedule that pays a hospital for a code that OPPS leaves to another';

-- In an office the row without a modifier is paid, in a facility the one with 26 where the code splits.
CREATE TEMP TABLE professional_parts AS
SELECT DISTINCT ON (release_id, hcpcs, place)
    release_id,
    hcpcs,
    place,
    modifier,
    status_code,
    if(place = 'office', payment_nonfacility, payment_facility) AS payment,
    if(place = 'office', payment_nonfacility_qp, payment_facility_qp) AS payment_qp,
    if(place = 'office', state_nonfacility, state_facility) AS state,
    if(place = 'office', reason_nonfacility, reason_facility) AS reason,
    if(place = 'office', state_nonfacility_qp, state_facility_qp) AS state_qp,
    if(place = 'office', reason_nonfacility_qp, reason_facility_qp) AS reason_qp
FROM physician_figures
CROSS JOIN (VALUES ('office'), ('facility')) AS places (place)
WHERE modifier IS NULL OR modifier = '26'
ORDER BY (modifier IS NULL) = (place = 'office') DESC;

CREATE TABLE site_of_service AS
WITH code AS (
    SELECT span.*, hcpcs FROM site_spans AS span JOIN physician_figures ON release_id = pfs_release_id
    UNION
    SELECT span.*, hcpcs FROM site_spans AS span JOIN hospital_figures ON release_id = opps_release_id
    UNION
    SELECT span.*, hcpcs FROM site_spans AS span JOIN asc_figures ON release_id = asc_release_id
),
placed AS (
    SELECT
        code.*,
        setting,
        physician.modifier AS professional_modifier,
        physician.payment AS professional_payment,
        physician.payment_qp AS professional_payment_qp,
        professional_state(physician.state, code.pfs_release_id, setting) AS professional_state,
        professional_reason(physician.state, physician.reason, code.pfs_release_id, setting) AS professional_reason,
        professional_state(physician.state_qp, code.pfs_release_id, setting) AS professional_state_qp,
        professional_reason(physician.state_qp, physician.reason_qp, code.pfs_release_id, setting) AS professional_reason_qp,
        CASE setting
            WHEN 'hospital_outpatient' THEN code.opps_release_id
            WHEN 'asc' THEN code.asc_release_id
        END AS facility_release_id,
        if(setting = 'hospital_outpatient', hospital.payment_rate, if(setting = 'asc', asc_paid.payment_rate, NULL)) AS facility_rate_printed,
        if(setting = 'hospital_outpatient', hospital.facility_payment, if(setting = 'asc', asc_paid.facility_payment, NULL)) AS facility_payment,
        if(setting = 'hospital_outpatient', hospital.facility_payment_alone, NULL) AS facility_payment_alone,
        if(setting = 'hospital_outpatient', hospital.copayment, if(setting = 'asc', asc_paid.copayment, NULL)) AS facility_copayment,
        if(setting = 'hospital_outpatient', hospital.state, asc_paid.state) AS listed_state,
        if(setting = 'hospital_outpatient', hospital.counts, asc_paid.counts) AS listed_counts,
        if(
            setting = 'hospital_outpatient',
            hospital.reason || if(hospital.state = 'other_fee_schedule', other_schedule_note(physician.status_code), ''),
            asc_paid.reason
        ) AS listed_reason,
        if(setting = 'hospital_outpatient', hospital.apc, NULL) AS apc,
        if(setting = 'hospital_outpatient', hospital.status_indicator, NULL) AS status_indicator,
        if(setting = 'asc', asc_paid.payment_indicator, NULL) AS payment_indicator,
        -- The hospital's own offsets are in Addendum P, which is not loaded; what an ASC addendum lists without J8 has none.
        CASE
            WHEN setting = 'asc' THEN asc_paid.device_offset_amount
            WHEN setting = 'hospital_outpatient' AND asc_paid.payment_indicator <> 'J8' THEN 0
        END AS device_offset_amount
    FROM code
    CROSS JOIN (VALUES ('office', 'office'), ('hospital_outpatient', 'facility'), ('asc', 'facility')) AS settings (setting, place)
    LEFT JOIN professional_parts AS physician
        ON physician.release_id = code.pfs_release_id AND physician.hcpcs = code.hcpcs AND physician.place = settings.place
    LEFT JOIN hospital_figures AS hospital
        ON hospital.release_id = code.opps_release_id AND hospital.hcpcs = code.hcpcs
    LEFT JOIN asc_figures AS asc_paid ON asc_paid.release_id = code.asc_release_id AND asc_paid.hcpcs = code.hcpcs
),
judged AS (
    SELECT
        *,
        CASE
            WHEN setting = 'office' THEN 'no_facility_fee'
            WHEN facility_release_id IS NULL THEN 'no_data'
            ELSE coalesce(listed_state, 'not_listed')
        END AS facility_state,
        CASE
            WHEN setting <> 'office' AND facility_release_id IS NULL THEN
                'No ' || if(setting = 'asc', 'ASC', 'OPPS') || ' release is loaded for this date'
            WHEN setting = 'office' OR listed_state IS NULL THEN not_listed_reason(setting)
            ELSE listed_reason
        END AS facility_reason,
        if(setting = 'office', 'nothing', coalesce(listed_counts, if(facility_release_id IS NULL, 'unknown', 'closed'))) AS facility_counts
    FROM placed
)
SELECT
    judged.hcpcs,
    judged.setting,
    judged.professional_modifier,
    judged.professional_payment,
    judged.professional_payment_qp,
    judged.professional_state,
    judged.professional_reason,
    judged.professional_state_qp,
    judged.professional_reason_qp,
    judged.facility_payment,
    judged.facility_payment_alone,
    judged.facility_rate_printed,
    judged.facility_copayment,
    judged.facility_state,
    judged.facility_reason,
    site_total(judged.professional_payment, judged.professional_state, judged.facility_payment, judged.facility_counts) AS total_payment,
    site_total(judged.professional_payment_qp, judged.professional_state_qp, judged.facility_payment, judged.facility_counts) AS total_payment_qp,
    if(
        judged.facility_payment_alone IS NULL,
        NULL,
        site_total(judged.professional_payment, judged.professional_state, judged.facility_payment_alone, 'amount')
    ) AS total_payment_alone,
    site_state(judged.setting, judged.professional_state, judged.facility_state) AS state,
    site_reason(
        judged.setting, judged.professional_state, judged.professional_reason, judged.facility_state, judged.facility_reason
    ) AS reason,
    site_state(judged.setting, judged.professional_state_qp, judged.facility_state) AS state_qp,
    site_reason(
        judged.setting, judged.professional_state_qp, judged.professional_reason_qp, judged.facility_state, judged.facility_reason
    ) AS reason_qp,
    judged.apc,
    judged.status_indicator,
    judged.payment_indicator,
    dollars(judged.facility_payment - if(stopped.effect = 'share', 0, judged.device_offset_amount), stopped.share) AS facility_payment_73,
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
    judged.known_to
FROM judged
LEFT JOIN releases AS pfs ON pfs.release_id = judged.pfs_release_id
LEFT JOIN releases AS facility ON facility.release_id = judged.facility_release_id
LEFT JOIN modifiers AS stopped
    ON stopped.modifier = '73' AND stopped.value = coalesce(judged.status_indicator, judged.payment_indicator)
ORDER BY judged.hcpcs, judged.service_from, judged.known_from, judged.setting;

DROP TABLE professional_parts;
DROP TABLE physician_figures;
DROP TABLE hospital_figures;
DROP TABLE asc_figures;

CREATE MACRO site_of_service_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT *
FROM site_of_service AS site
WHERE service_date BETWEEN site.service_from AND site.service_to
    AND known_on BETWEEN site.known_from AND site.known_to;
COMMENT ON MACRO TABLE site_of_service_on IS 'site_of_service on a date of service, as known on a date (left out: all that this snapshot knows)';
