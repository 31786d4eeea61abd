-- National physician payments: one row per release and law, code, modifier, setting and kind of participant;
-- physician_fees, sites, localities, changes and cards all read them here
--
-- This is the only statement that computes a physician's payment.
--
-- key: hcpcs, modifier, pfs_setting, qualifying_apm, service_from, known_from
-- derived from: pfs-rvu
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: Procedure code
--   modifier VARCHAR: Modifier of the row; null for the code itself
--   pfs_setting VARCHAR: facility or nonfacility
--   qualifying_apm BOOLEAN: For qualifying participants of an advanced alternative payment model
--   is_base_row BOOLEAN: Whether the row represents the code: the row without a modifier, or the one with 26 if CMS
--     lists no other
--   work_rvu DECIMAL(9,2): Physician work RVU
--   pe_rvu DECIMAL(9,2): Practice expense RVU in the setting
--   mp_rvu DECIMAL(9,2): Malpractice RVU
--   opps_pe_rvu DECIMAL(9,2): Practice expense RVU of the OPPS amount; null if no OPPS amount limits the payment
--   opps_mp_rvu DECIMAL(9,2): Malpractice RVU of the OPPS amount; null if no OPPS amount limits the payment
--   professional_work_rvu DECIMAL(12,2): Work RVU of the non-technical part: the whole row, the row with 26 if the code
--     has components, or 0
--   professional_pe_rvu DECIMAL(12,2): Practice expense RVU of the non-technical part
--   professional_mp_rvu DECIMAL(12,2): Malpractice RVU of the non-technical part
--   conversion_factor DECIMAL(9,4): Conversion factor finally paid, dollars per RVU; null for qualifying participants
--     if the release lacks their file
--   adjustment DECIMAL(3,2): Factor on the payment by law (calculation flags): 1.05, 0.98 or 1
--   opps_cap_amount DECIMAL(15,2): OPPS amount that limits the national payment, dollars; null if none does
--   physician_payment DECIMAL(15,2): National payment, dollars; null unless the status is paid
--   payment_status VARCHAR: Status of the payment, see payment_statuses
--   reason VARCHAR: Reason for the status
--   printed_modifiers VARCHAR: Modifiers with which CMS lists the code, separated by commas; null if none
--   pctc_indicator VARCHAR: Professional and technical components, see indicators
--   modifier_profile VARCHAR: Indicators that decide which modifiers apply to the code; key of modifier_profiles
--   release_id VARCHAR: Release of the values
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE physician_payments AS
WITH qpp AS (
    FROM pfs_rvu WHERE qualifying_apm
),
unread_qpp AS (
    SELECT release_id, hcpcs, modifier, min(reason) AS reason
    FROM unreadable_rows
    WHERE table_name = 'pfs_rvu' AND qualifying_apm
    GROUP BY ALL
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
        -- CMS compares with the RVUs of its main file.
        CASE settings.pfs_setting WHEN 'facility' THEN row.opps_pe_rvu_facility ELSE row.opps_pe_rvu_nonfacility END AS opps_pe_of_all,
        row.opps_mp_rvu AS opps_mp_of_all,
        CASE
            WHEN participants.qualifying_apm AND qpp.hcpcs IS NOT NULL
                THEN CASE settings.pfs_setting WHEN 'facility' THEN qpp.opps_pe_rvu_facility ELSE qpp.opps_pe_rvu_nonfacility END
            ELSE opps_pe_of_all
        END AS opps_pe,
        CASE WHEN participants.qualifying_apm THEN coalesce(qpp.opps_mp_rvu, row.opps_mp_rvu) ELSE row.opps_mp_rvu END AS opps_mp,
        CASE row.professional_part WHEN 'none' THEN 0 WHEN 'of_26' THEN row.work_rvu_of_26 ELSE row.work_rvu END AS professional_work_rvu,
        CASE row.professional_part
            WHEN 'none' THEN 0
            WHEN 'of_26' THEN CASE settings.pfs_setting WHEN 'facility' THEN row.pe_rvu_facility_of_26 ELSE row.pe_rvu_nonfacility_of_26 END
            ELSE CASE settings.pfs_setting WHEN 'facility' THEN row.pe_rvu_facility ELSE row.pe_rvu_nonfacility END
        END AS professional_pe_rvu,
        CASE row.professional_part WHEN 'none' THEN 0 WHEN 'of_26' THEN row.mp_rvu_of_26 ELSE row.mp_rvu END AS professional_mp_rvu,
        -- Until 2025, one factor applied to all; since 2026, qualifying APM participants have their own. CMS does not
        -- post the QPP file in every format, and a copy of a release may lack it.
        CASE
            WHEN participants.qualifying_apm AND row.release_from >= DATE '2026-01-01' THEN qpp.conversion_factor
            ELSE coalesce(span.conversion_factor, row.conversion_factor)
        END AS conversion_factor,
        CASE row.calculation_flag WHEN '2' THEN span.flag_2 WHEN '3' THEN span.flag_3 ELSE 1 END::DECIMAL(3, 2) AS adjustment,
        row.status_code,
        row.pctc_indicator,
        row.status_meaning,
        row.usual_status,
        row.status_without_amount,
        row.is_drug,
        row.printed_modifiers,
        row.is_base_row AND row.modifier = '26' AS is_printed_with_26_only,
        max(row.modifier_profile) OVER (PARTITION BY row.release_id, row.hcpcs, span.service_from, span.known_from) AS modifier_profile,
        span.unsettled_reason,
        row.unreadable_reason,
        CASE WHEN participants.qualifying_apm AND qpp.hcpcs IS NULL THEN unread_qpp.reason END AS unreadable_qp_reason,
        lost.reason AS no_qpp_reason,
        row.release_id,
        span.service_from,
        span.service_to,
        span.known_from,
        span.known_to
    FROM pfs_rows AS row
    JOIN pfs_spans AS span USING (release_id)
    LEFT JOIN qpp ON qpp.release_id = row.release_id AND qpp.hcpcs = row.hcpcs AND qpp.modifier IS NOT DISTINCT FROM row.modifier
    LEFT JOIN unread_qpp
        ON unread_qpp.release_id = row.release_id
        AND unread_qpp.hcpcs = row.hcpcs
        AND unread_qpp.modifier IS NOT DISTINCT FROM row.modifier
    -- A release is never loaded without its main file, so a missing file is the QPP file.
    LEFT JOIN _missing_tables AS lost ON lost.release_id = row.release_id AND lost.table_name = 'pfs_rvu'
    CROSS JOIN (VALUES ('facility'), ('nonfacility')) AS settings (pfs_setting)
    CROSS JOIN (VALUES (false), (true)) AS participants (qualifying_apm)
),
judged AS (
    SELECT
        *,
        _is_opps_capped(pe_rvu, mp_rvu, opps_pe_of_all, opps_mp_of_all) AS is_capped,
        _pfs_status(usual_status, status_without_amount, total_rvu, is_na, unsettled_reason IS NULL, is_drug) AS settled_status,
        CASE
            WHEN unreadable_reason IS NOT NULL THEN unreadable_reason
            WHEN settled_status = 'paid' AND conversion_factor IS NULL
                THEN coalesce(unreadable_qp_reason, no_qpp_reason, release_id || ' has no row for qualifying APM participants')
            ELSE _pfs_reason(settled_status, status_code, status_meaning, is_capped, adjustment, unsettled_reason)
                || CASE WHEN is_printed_with_26_only THEN '; CMS lists the code only with 26' ELSE '' END
        END AS reason,
        CASE
            WHEN settled_status <> 'paid' OR conversion_factor IS NOT NULL THEN settled_status
            WHEN unreadable_qp_reason IS NULL THEN 'no_data'
            ELSE 'unreadable'
        END AS payment_status
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
    -- The conversion factor of a release that was never final was not paid.
    CASE WHEN unsettled_reason IS NULL THEN judged.conversion_factor END AS conversion_factor,
    adjustment,
    CASE WHEN unsettled_reason IS NULL THEN pfs_amount(work_rvu, opps_pe_rvu, opps_mp_rvu, 1, 1, 1, judged.conversion_factor) END AS opps_cap_amount,
    CASE
        WHEN payment_status = 'paid' THEN
            least(
                _cents_to_dollars(_adjusted(_pfs_cents(work_rvu, pe_rvu, mp_rvu, 1, 1, 1, judged.conversion_factor), adjustment)),
                opps_cap_amount
            )
    END AS physician_payment,
    payment_status,
    reason,
    printed_modifiers,
    pctc_indicator,
    modifier_profile,
    release_id,
    service_from,
    service_to,
    known_from,
    known_to
FROM judged
ORDER BY hcpcs, service_from, known_from, pfs_setting, qualifying_apm, modifier NULLS FIRST;
