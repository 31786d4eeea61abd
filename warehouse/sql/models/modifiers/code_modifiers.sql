-- One row per code and applicable modifier: its effect on the payment and the CMS indicator behind it; query it through
-- modifiers_on
--
-- key: hcpcs, modifier, payer_part, site, service_from, known_from
-- derived from: pfs-rvu
-- columns:
--   hcpcs VARCHAR: Procedure code
--   modifier VARCHAR: Modifier
--   payer_part VARCHAR: Payment affected: professional, facility, or evaluation for the visit billed on the same day
--   site VARCHAR: hospital_outpatient or asc if the facility's payment is meant
--   meaning VARCHAR: What it means
--   condition VARCHAR: When or how it applies
--   effect VARCHAR: row (own RVUs), share (of the payment), technical_share (of the technical part),
--     capped_technical_share (of the technical part after the OPPS limit), device_share (after the device offset),
--     by_report, line_set (see price), visit, no_effect, not_paid
--   share DECIMAL(9,4): Share of the payment that remains
--   physician_payment_nonfacility DECIMAL(15,2): National payment with the modifier, dollars
--   physician_payment_facility DECIMAL(15,2): National payment with the modifier, dollars
--   facility_payment DECIMAL(15,3): Facility payment in dollars; for drugs, per billing unit
--   indicator VARCHAR: CMS indicator of the rule
--   indicator_value VARCHAR: Its value
--   source VARCHAR: CMS document
--   release_id VARCHAR: Release of the values
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE VIEW code_modifiers AS
SELECT
    figures.hcpcs,
    rule.modifier,
    rule.payer_part,
    NULL AS site,
    rule.meaning,
    rule.condition,
    rule.effect,
    rule.share,
    CASE
        WHEN rule.effect = 'row' THEN own.physician_payment_nonfacility
        WHEN rule.technical_share IS NOT NULL THEN _dollars(_modified_amount(
            CASE
                WHEN figures.physician_payment_nonfacility IS NOT NULL
                    THEN _national_dollars(figures.work_rvu, figures.pe_rvu_nonfacility, figures.mp_rvu, figures.conversion_factor)
            END,
            figures.opps_cap_nonfacility,
            CASE WHEN figures.pctc_indicator = '3' THEN 0 ELSE own.physician_payment_nonfacility END,
            rule.technical_share,
            rule.capped_technical_share
        ), 1)
        ELSE _dollars(figures.physician_payment_nonfacility, rule.share)
    END AS physician_payment_nonfacility,
    -- A hospital or an ASC is paid the technical part directly.
    CASE
        WHEN rule.effect = 'row' THEN own.physician_payment_facility
        WHEN rule.technical_share IS NULL THEN _dollars(figures.physician_payment_facility, rule.share)
    END AS physician_payment_facility,
    NULL::DECIMAL(12, 2) AS facility_payment,
    rule.indicator,
    rule.indicator_value,
    rule.source,
    figures.release_id,
    figures.service_from,
    figures.service_to,
    figures.known_from,
    figures.known_to
FROM physician_fees AS figures
JOIN modifier_profiles AS rule ON rule.profile_md5 = md5(figures.modifier_profile)
LEFT JOIN physician_fees AS own
    ON own.hcpcs = figures.hcpcs
    AND own.service_from = figures.service_from
    AND own.known_from = figures.known_from
    AND own.modifier = CASE WHEN rule.technical_share IS NOT NULL THEN '26' ELSE rule.modifier END
UNION ALL
SELECT
    cell.hcpcs,
    rule.modifier,
    rule.payer_part,
    cell.site,
    rule.meaning,
    rule.condition,
    rule.effect,
    rule.share::DECIMAL(9, 4),
    NULL,
    NULL,
    CASE WHEN rule.modifier = '73' THEN cell.facility_payment_73 ELSE cell.facility_payment_74 END,
    rule.indicator,
    rule.value,
    rule.source,
    cell.facility_release_id,
    cell.service_from,
    cell.service_to,
    cell.known_from,
    cell.known_to
FROM _site_payments AS cell
JOIN modifier_rules AS rule
    ON rule.payer_part = 'facility'
    AND rule.value = CASE WHEN rule.indicator = 'status_indicator' THEN cell.status_indicator ELSE cell.payment_indicator END;
