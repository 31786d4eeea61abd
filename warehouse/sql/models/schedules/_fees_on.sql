-- fees_on without a check of its days

CREATE MACRO _fees_on(
    service_date, in_mac := NULL, in_locality := NULL, in_us_state := NULL, in_rural := false, in_cba := NULL, qp := false,
    known_on := DATE '9999-12-31'
) AS TABLE
WITH listed AS (
    SELECT
        fee.hcpcs,
        'physician' AS schedule,
        fee.modifier,
        NULL::VARCHAR AS modifier_2,
        NULL::VARCHAR AS modifier_3,
        fee.pfs_setting,
        fee.amount::DECIMAL(14, 3) AS amount,
        'service' AS unit,
        fee.basis,
        fee.area,
        0.20::DECIMAL(6, 5) AS beneficiary_share,
        NULL::DECIMAL(12, 2) AS copayment,
        fee.payment_status,
        fee.reason,
        fee.release_id
    FROM _physician_fees_in(service_date, in_mac := in_mac, in_locality := in_locality, qp := qp, known_on := known_on) AS fee
    WHERE fee.payment_status <> 'anesthesia'
    UNION ALL
    SELECT
        units.hcpcs,
        'anesthesia',
        NULL,
        NULL,
        NULL,
        NULL,
        NULL,
        'base units and time',
        CASE WHEN in_mac IS NULL THEN 'national' ELSE 'mac_locality' END,
        _mac(in_mac) || ' ' || _locality(in_locality),
        0.20,
        NULL,
        CASE WHEN units.unreadable_reason IS NULL THEN 'anesthesia' ELSE 'unreadable' END,
        coalesce(units.unreadable_reason, units.base_units || ' base units (CMS''s file of ' || units.units_of_year || ') plus one unit per 15 minutes, times the '
            || 'locality''s factor' || coalesce(
                ' of $' || _anesthesia_factor(
                    in_mac, in_locality, qp, release_on('pfs-rvu', service_date, known_on := known_on), service_date, known_on
                ), ''
            ) || ': see anesthesia_payment'),
        units.release_id
    FROM _anesthesia_units_on(service_date, known_on := known_on) AS units
    UNION ALL
    SELECT
        site.hcpcs,
        CASE site.site WHEN 'asc' THEN 'asc' ELSE 'hospital_outpatient' END,
        NULL,
        NULL,
        NULL,
        NULL,
        CASE WHEN site.other_schedule IS NULL THEN site.facility_payment END,
        CASE WHEN site.status_indicator IN ('G', 'K', 'K1') OR site.payment_indicator = 'K2' THEN 'billing unit' ELSE 'service' END,
        'national',
        NULL,
        NULL,
        CASE WHEN site.other_schedule IS NULL THEN site.facility_copayment END,
        CASE
            WHEN site.other_schedule IS NULL OR site.facility_status = 'packaged' THEN site.facility_status
            ELSE 'other_fee_schedule'
        END,
        site.facility_reason,
        site.facility_release_id
    FROM _site_of_service_on(service_date, known_on := known_on) AS site
    WHERE site.site <> 'office' AND site.facility_release_id IS NOT NULL AND site.facility_status <> 'not_listed'
    UNION ALL
    SELECT hcpcs, schedule, modifier, NULL, NULL, NULL, amount, unit, basis, NULL, beneficiary_share, NULL, payment_status, reason, release_id
    FROM _laboratory_fees_on(service_date, known_on := known_on)
    UNION ALL
    SELECT hcpcs, schedule, NULL, NULL, NULL, NULL, amount, unit, basis, NULL, beneficiary_share, NULL, payment_status, reason, release_id
    FROM _drug_fees_on(service_date, known_on := known_on)
    UNION ALL
    SELECT hcpcs, schedule, modifier, modifier_2, modifier_3, NULL, amount, unit, basis, area, beneficiary_share, NULL, payment_status, reason, release_id
    FROM _dmepos_fees_on(service_date, in_us_state := in_us_state, in_rural := in_rural, in_cba := in_cba, known_on := known_on)
)
SELECT
    listed.hcpcs,
    listed.schedule,
    listed.modifier,
    listed.modifier_2,
    listed.modifier_3,
    listed.pfs_setting,
    listed.amount,
    listed.unit,
    listed.basis,
    listed.area,
    listed.beneficiary_share,
    coalesce(listed.copayment, round(listed.amount * listed.beneficiary_share, 2))::DECIMAL(12, 2) AS beneficiary_payment,
    listed.payment_status,
    CASE
        WHEN listed.payment_status = 'drug' AND limits.hcpcs IS NULL
            THEN listed.reason || coalesce('; ' || asp.release_id || ' has no limit for it', '; no drug limits are loaded for the day')
        ELSE listed.reason
    END AS reason,
    listed.release_id,
    release.label AS release_label,
    release.url,
    release.sha256
FROM listed
LEFT JOIN releases AS release ON release.release_id = listed.release_id
LEFT JOIN (SELECT release_on('asp', service_date, known_on := known_on) AS release_id) AS asp ON listed.payment_status = 'drug'
LEFT JOIN _drug_fees AS limits ON limits.release_id = asp.release_id AND limits.hcpcs = listed.hcpcs;
