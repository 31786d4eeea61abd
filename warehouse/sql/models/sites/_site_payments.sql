-- Internal: site_of_service with the inputs of local amounts
--
-- The cost of one procedure to Medicare in an office, a hospital outpatient department and an ASC.
--
-- key: hcpcs, site, service_from, known_from
-- derived from: pfs-rvu, opps, asc, clfs, asp, dmepos
-- rebuilt: per span
-- parts: by code
-- columns:
--   hcpcs VARCHAR: Procedure code
--   site VARCHAR: office, hospital_outpatient or asc
--   professional_modifier VARCHAR: 26 if the professional part is that row: in a facility, and for a code that CMS
--     lists only with 26
--   professional_payment DECIMAL(15,2): National payment of the physician, dollars, even if the facility is not paid
--   professional_payment_qp DECIMAL(15,2): professional_payment for qualifying APM participants
--   professional_status VARCHAR: Status of the professional part, see payment_statuses
--   professional_reason VARCHAR: Reason for the status
--   professional_status_qp VARCHAR: Status of professional_payment_qp, see payment_statuses; no_data if the release
--     lacks the QPP file
--   professional_reason_qp VARCHAR: Reason for the status
--   facility_payment DECIMAL(15,3): Facility payment in dollars; for drugs, per billing unit
--   facility_payment_if_billed_alone DECIMAL(14,3): Hospital payment for a packaged code that is billed alone, dollars
--   facility_rate_printed DECIMAL(15,3): Rate that Addendum B, AA or BB lists for the code, dollars, whatever the
--     status; not payable unless facility_payment or facility_payment_if_billed_alone has it too
--   facility_copayment DECIMAL(15,3): Beneficiary's share of the facility payment if CMS lists it, dollars
--   facility_status VARCHAR: Status of the facility part, see payment_statuses
--   facility_reason VARCHAR: Reason for the status
--   total_payment DECIMAL(17,3): Professional, facility and other payment together, dollars; only if the status is
--     paid, professional_only or packaged; null if a part is paid at an unknown amount
--   total_payment_qp DECIMAL(17,3): total_payment for qualifying APM participants
--   total_payment_if_billed_alone DECIMAL(17,3): Total if nothing that packages the code is billed with it (status
--     indicators Q1 to Q4), dollars
--   other_schedule VARCHAR: Schedule that pays codes that the physician, OPPS or ASC schedule leaves to it: laboratory,
--     drug or dmepos
--   other_payment DECIMAL(14,3): Its payment in dollars per unit, included in a hospital's facility_payment; null if it
--     has no national amount
--   other_payment_if_billed_alone DECIMAL(14,3): Its payment for a test that is packaged unless billed alone (Q4),
--     dollars
--   other_unit VARCHAR: Unit of other_payment
--   other_release_id VARCHAR: Release of other_payment
--   payment_status VARCHAR: Overall status of the code at the site
--   reason VARCHAR: Reason for the status
--   payment_status_qp VARCHAR: payment_status for qualifying APM participants
--   reason_qp VARCHAR: Reason for the status
--   apc VARCHAR: Ambulatory payment classification
--   status_indicator VARCHAR: OPPS status indicator
--   payment_indicator VARCHAR: ASC payment indicator
--   facility_payment_73 DECIMAL(12,2): Facility payment if terminated before anesthesia (modifier 73), dollars; null if
--     the device offset is not known
--   facility_payment_74 DECIMAL(15,3): Facility payment if terminated after anesthesia (modifier 74), dollars
--   professional_release_id VARCHAR: Release of the professional part
--   professional_release_label VARCHAR: Display name of that release
--   professional_sha256 VARCHAR: SHA-256 of its file
--   facility_release_id VARCHAR: Release of the facility part
--   facility_release_label VARCHAR: Display name of that release
--   facility_sha256 VARCHAR: SHA-256 of its file
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is
--   facility_is_national BOOLEAN: Whether the facility's part depends on the wage index but is national here
--   work_rvu DECIMAL(9,2): Work RVU of the professional part
--   pe_rvu DECIMAL(9,2): Practice expense RVU of the professional part
--   mp_rvu DECIMAL(9,2): Malpractice RVU of the professional part
--   opps_pe_rvu DECIMAL(9,2): Practice expense RVU of the OPPS amount
--   opps_mp_rvu DECIMAL(9,2): Malpractice RVU of the OPPS amount
--   opps_pe_rvu_qp DECIMAL(9,2): opps_pe_rvu for qualifying APM participants
--   opps_mp_rvu_qp DECIMAL(9,2): opps_mp_rvu for qualifying APM participants
--   conversion_factor DECIMAL(9,4): Dollars per RVU
--   conversion_factor_qp DECIMAL(9,4): Dollars per RVU for qualifying APM participants
--   adjustment DECIMAL(3,2): Factor on the payment by law

CREATE TABLE _site_payments AS
WITH code AS (
    SELECT span.*, hcpcs FROM site_spans AS span JOIN (SELECT DISTINCT release_id, hcpcs FROM physician_payments) AS listed ON listed.release_id = pfs_release_id
    UNION
    SELECT span.*, hcpcs FROM site_spans AS span JOIN facility_fees ON release_id = opps_release_id
    UNION
    SELECT span.*, hcpcs FROM site_spans AS span JOIN facility_fees ON release_id = asc_release_id
    UNION
    SELECT span.*, hcpcs FROM site_spans AS span JOIN other_fees ON release_id IN (clfs_release_id, asp_release_id) AND schedule <> 'dmepos'
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
        facility.is_without_professional_part AS is_without_part,
        facility.is_wage_adjusted,
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
        facility.payment_rate AS facility_rate_printed,
        facility.facility_payment,
        facility.facility_payment_if_billed_alone,
        facility.copayment AS facility_copayment,
        facility.payment_status AS listed_status,
        facility.total_effect AS listed_effect,
        facility.reason || CASE
            WHEN sites.site = 'hospital_outpatient' AND facility.payment_status = 'other_fee_schedule' THEN _other_schedule_note(physician.status_code)
            ELSE ''
        END AS listed_reason,
        facility.apc,
        facility.status_indicator,
        facility.payment_indicator,
        no_ee.reason AS without_ee,
        -- A hospital's device offset is in Addendum P, of which CMS posts no quarterly list; a code that an ASC addendum
        -- lists without J8 has none.
        CASE
            WHEN sites.site = 'asc' THEN facility.device_offset_amount
            WHEN sites.site = 'hospital_outpatient' AND in_asc.payment_indicator <> 'J8' THEN 0
        END AS device_offset_amount
    FROM code
    CROSS JOIN (VALUES ('office', 'nonfacility'), ('hospital_outpatient', 'facility'), ('asc', 'facility')) AS sites (site, pfs_setting)
    LEFT JOIN professional_parts AS physician
        ON physician.release_id = code.pfs_release_id
        AND physician.pfs_from = code.pfs_from
        AND physician.pfs_known_from = code.pfs_known_from
        AND physician.hcpcs = code.hcpcs
        AND physician.pfs_setting = sites.pfs_setting
    LEFT JOIN professional_exclusions AS excluded ON excluded.pctc_indicator = physician.pctc_indicator AND excluded.site = sites.site
    LEFT JOIN facility_fees AS facility
        ON facility.hcpcs = code.hcpcs
        AND facility.release_id = CASE sites.site WHEN 'hospital_outpatient' THEN code.opps_release_id WHEN 'asc' THEN code.asc_release_id END
    LEFT JOIN facility_fees AS in_asc ON in_asc.release_id = code.asc_release_id AND in_asc.hcpcs = code.hcpcs
    LEFT JOIN _missing_tables AS no_ee ON no_ee.release_id = code.asc_release_id AND no_ee.table_name = 'asc_addendum_ee'
),
parted AS (
    SELECT
        *,
        CASE
            WHEN site = 'office' THEN 'no_facility_fee'
            WHEN facility_release_id IS NULL THEN 'no_data'
            ELSE coalesce(listed_status, 'not_listed')
        END AS facility_status,
        CASE
            WHEN site <> 'office' AND facility_release_id IS NULL THEN
                'No ' || CASE WHEN site = 'asc' THEN 'ASC' ELSE 'OPPS' END || ' release is loaded for this date'
            WHEN site = 'office' OR listed_status IS NULL THEN _not_listed_reason(site, without_ee)
            ELSE listed_reason
        END AS facility_reason,
        CASE WHEN site = 'office' THEN 'nothing' ELSE coalesce(listed_effect, CASE WHEN facility_release_id IS NULL THEN 'unknown' ELSE 'closed' END) END AS facility_effect,
        _open_to(site, professional_status, facility_status, status_indicator) AS open_to
    FROM placed
),
-- If the physician schedule or OPPS leaves a code to another schedule, the first of these that lists it pays. The join
-- conditions compare columns only, and the release is null if the code is not left to that schedule: with a further condition
-- on the left side, DuckDB would compare every pair of rows.
opened AS (
    SELECT
        parted.*,
        coalesce(test.schedule, drug.schedule, item.schedule) AS other_schedule,
        coalesce(test.amount, drug.amount) AS other_amount,
        coalesce(test.unit, drug.unit, item.unit) AS other_unit,
        coalesce(test.payment_status, drug.payment_status, item.payment_status) AS other_status,
        coalesce(test.reason, drug.reason, item.reason) AS other_reason,
        coalesce(test.release_id, drug.release_id, item.release_id) AS other_release_id,
        CASE WHEN open_to <> 'Q4' THEN other_amount END AS other_payment,
        CASE WHEN open_to = 'Q4' THEN other_amount END AS other_payment_if_billed_alone,
        other_schedule IS NOT NULL AND open_to <> 'Q4' AS is_paid_elsewhere,
        site = 'office' AND is_paid_elsewhere AS is_office_supply,
        site <> 'office' AND is_paid_elsewhere AS is_facility_service
    FROM parted
    LEFT JOIN other_fees AS test
        ON test.schedule = 'laboratory' AND test.hcpcs = parted.hcpcs
        AND test.release_id = CASE WHEN parted.open_to IN ('office', 'A', 'Q4') THEN parted.clfs_release_id END
    LEFT JOIN other_fees AS drug
        ON drug.schedule = 'drug' AND drug.hcpcs = parted.hcpcs
        AND drug.release_id = CASE WHEN parted.open_to IN ('office', 'A') AND test.hcpcs IS NULL THEN parted.asp_release_id END
    LEFT JOIN other_fees AS item
        ON item.schedule = 'dmepos' AND item.hcpcs = parted.hcpcs
        AND item.release_id = CASE
            WHEN parted.open_to IN ('A', 'Y') AND test.hcpcs IS NULL AND drug.hcpcs IS NULL THEN parted.dmepos_release_id
        END
),
judged AS (
    SELECT
        * REPLACE (
            CASE WHEN is_facility_service THEN other_status ELSE facility_status END AS facility_status,
            CASE WHEN is_facility_service THEN other_amount ELSE facility_payment END AS facility_payment,
            CASE WHEN is_facility_service AND other_schedule = 'laboratory' AND other_amount IS NOT NULL
                THEN 0 ELSE facility_copayment END AS facility_copayment,
            CASE WHEN is_paid_elsewhere THEN CASE other_status WHEN 'paid' THEN 'amount' ELSE 'unknown' END ELSE facility_effect END AS facility_effect,
            CASE
                WHEN is_facility_service THEN concat_ws(' ', facility_reason, other_reason || '.')
                WHEN facility_status = 'other_fee_schedule' THEN facility_reason || _no_other_schedule(clfs_release_id, dmepos_release_id)
                WHEN other_payment_if_billed_alone IS NOT NULL
                    THEN facility_reason || ' The laboratory fee schedule pays $' || _in_dollars(other_payment_if_billed_alone) || ' if it is not packaged.'
                ELSE facility_reason
            END AS facility_reason
        ),
        -- In an office, the practice bills the drug or the test, so no part of the physician fee schedule is undecided.
        CASE WHEN is_office_supply THEN 'not_paid' ELSE professional_status END AS part_status,
        CASE WHEN is_office_supply THEN 'not_paid' ELSE professional_status_qp END AS part_status_qp,
        CASE site WHEN 'office' THEN other_payment ELSE coalesce(facility_payment, other_payment) END AS paid_beside,
        coalesce(other_payment_if_billed_alone, facility_payment_if_billed_alone) AS paid_alone
    FROM opened
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
    _site_total(judged.professional_payment, judged.part_status, judged.paid_beside, judged.facility_effect) AS total_payment,
    _site_total(judged.professional_payment_qp, judged.part_status_qp, judged.paid_beside, judged.facility_effect) AS total_payment_qp,
    CASE
        WHEN judged.paid_alone IS NOT NULL
            THEN _site_total(judged.professional_payment, judged.professional_status, judged.paid_alone, 'amount')
    END AS total_payment_if_billed_alone,
    judged.other_schedule,
    judged.other_payment,
    judged.other_payment_if_billed_alone,
    CASE WHEN judged.other_schedule IS NOT NULL THEN judged.other_unit END AS other_unit,
    judged.other_release_id,
    CASE
        WHEN judged.is_office_supply THEN judged.other_status
        ELSE _site_status(judged.site, judged.professional_status, judged.facility_status)
    END AS payment_status,
    CASE
        WHEN judged.is_office_supply THEN judged.other_reason
        ELSE _site_reason(
            judged.site, judged.professional_status, judged.professional_reason, judged.facility_status, judged.facility_reason
        )
    END AS reason,
    CASE
        WHEN judged.is_office_supply THEN judged.other_status
        ELSE _site_status(judged.site, judged.professional_status_qp, judged.facility_status)
    END AS payment_status_qp,
    CASE
        WHEN judged.is_office_supply THEN judged.other_reason
        ELSE _site_reason(
            judged.site, judged.professional_status_qp, judged.professional_reason_qp, judged.facility_status, judged.facility_reason
        )
    END AS reason_qp,
    judged.apc,
    judged.status_indicator,
    judged.payment_indicator,
    _dollars(judged.facility_payment - CASE WHEN stopped.effect = 'share' THEN 0 ELSE judged.device_offset_amount END, stopped.share) AS facility_payment_73,
    CASE WHEN stopped.modifier IS NOT NULL THEN judged.facility_payment END AS facility_payment_74,
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
