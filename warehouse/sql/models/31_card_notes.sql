-- The lists of a card that are kept as they are shown: to read one table takes DuckDB milliseconds less than six.
-- derived from: pfs-rvu, opps, asc, ncci-mue-practitioner, ncci-mue-hospital, ncci-mue-dme, ncci-add-on, clfs, asp, dmepos, anesthesia-base-units, hcpcs-level-ii

CREATE TEMP TABLE card_limits AS
SELECT
    mue.hcpcs,
    mue.ncci_table,
    mue.mue_value,
    mue.mai,
    mue.rationale,
    span.release_id,
    span.service_from,
    span.service_to,
    span.known_from,
    span.known_to
FROM ncci_mue AS mue
JOIN release_spans AS span
    ON span.series = 'ncci-mue-' || mue.ncci_table
    AND _is_listed(mue.first_release_id, mue.last_release_id, span.release_id);

CREATE TEMP TABLE card_add_ons AS
WITH listed AS (
    SELECT
        edit.add_on_code,
        edit.primary_code,
        edit.add_on_type,
        edit.release_id,
        greatest(span.service_from, edit.effective_date) AS service_from,
        least(span.service_to, edit.deletion_date, edit.add_on_deleted, edit.primary_deleted) AS service_to,
        span.known_from,
        span.known_to
    FROM ncci_add_on AS edit
    JOIN release_spans AS span USING (release_id)
    WHERE greatest(span.service_from, edit.effective_date)
        <= least(span.service_to, edit.deletion_date, edit.add_on_deleted, edit.primary_deleted)
)
SELECT
    add_on_code AS hcpcs,
    'primary' AS relation,
    add_on_type,
    list(DISTINCT primary_code ORDER BY primary_code) AS codes,
    release_id,
    service_from,
    service_to,
    known_from,
    known_to
FROM listed
GROUP BY ALL
UNION ALL
SELECT
    primary_code,
    'add_on',
    NULL,
    list(DISTINCT add_on_code ORDER BY add_on_code),
    release_id,
    service_from,
    service_to,
    known_from,
    known_to
FROM listed
GROUP BY primary_code, release_id, service_from, service_to, known_from, known_to;

CREATE TEMP TABLE card_rates AS
SELECT
    hcpcs,
    site,
    facility_payment,
    facility_status,
    apc,
    coalesce(status_indicator, payment_indicator) AS indicator,
    facility_release_id AS release_id,
    min(service_from) AS service_from,
    max(service_to) AS service_to,
    min(known_from) AS known_from,
    max(known_to) AS known_to
FROM site_of_service
WHERE facility_release_id IS NOT NULL AND facility_status <> 'not_listed'
GROUP BY ALL;

CREATE TEMP TABLE card_history AS
SELECT
    hcpcs,
    service_from,
    service_to,
    release_id,
    total_rvu_nonfacility,
    total_rvu_facility,
    conversion_factor,
    physician_payment_nonfacility,
    physician_payment_facility,
    payment_status_nonfacility,
    payment_status_facility,
    known_from,
    known_to
FROM physician_fees
WHERE is_base_row;

-- What a card says of the schedules beside physician, hospital and ASC: of DMEPOS the range over the states.
CREATE TEMP TABLE card_fees AS
WITH fee AS (
    SELECT hcpcs, schedule, modifier, NULL AS modifier_2, amount, NULL AS amount_low, NULL AS amount_high, unit, basis,
        beneficiary_share, payment_status, reason, release_id
    FROM _laboratory_fees
    UNION ALL
    SELECT hcpcs, schedule, NULL, NULL, amount, NULL, NULL, unit, basis, beneficiary_share, payment_status, reason, release_id
    FROM _drug_fees
    UNION ALL
    SELECT
        hcpcs, 'dmepos', modifier, modifier_2, NULL,
        min(least(fee, fee_rural)), max(greatest(fee, fee_rural)),
        CASE WHEN modifier = 'RR' OR modifier_2 = 'RR' THEN 'month' ELSE 'item' END,
        'state', 0.20, 'by_state', 'By the beneficiary''s state, rural ZIP code or former bidding area', release_id
    FROM dmepos_fee
    GROUP BY ALL
    UNION ALL
    SELECT
        hcpcs, 'anesthesia', NULL, NULL, NULL, NULL, NULL, 'base units and time', 'mac_locality', 0.20, 'anesthesia',
        units.base_units || ' base units (CMS''s file of ' || year(release.service_from) || ') and a unit per 15 minutes, times the locality''s factor',
        release_id
    FROM anesthesia_base_units AS units
    JOIN releases AS release USING (release_id)
)
SELECT
    fee.*,
    span.service_from,
    -- Base units were last posted for 2022 and hold until CMS posts others.
    CASE
        WHEN fee.schedule <> 'anesthesia' THEN span.service_to
        ELSE coalesce(
            (SELECT min(later.service_from) - 1 FROM release_spans AS later
                WHERE later.series = 'anesthesia-base-units' AND later.service_from > span.service_from),
            DATE '9999-12-31'
        )
    END AS service_to,
    span.known_from,
    span.known_to
FROM fee
JOIN release_spans AS span USING (release_id);

CREATE TEMP TABLE card_descriptors AS
SELECT
    code.hcpcs,
    code.long_description,
    code.short_description,
    code.betos,
    code.coverage,
    code.pricing_indicators,
    code.add_date,
    code.termination_date,
    code.release_id,
    span.service_from,
    coalesce(
        (SELECT min(later.service_from) - 1 FROM release_spans AS later
            WHERE later.series = 'hcpcs-level-ii' AND later.service_from > span.service_from),
        DATE '9999-12-31'
    ) AS service_to,
    span.known_from,
    span.known_to
FROM hcpcs_level_ii AS code
JOIN release_spans AS span USING (release_id)
WHERE code.record_id = '3';

CREATE TABLE card_notes AS
SELECT
    fee.hcpcs,
    CASE fee.schedule WHEN 'anesthesia' THEN 'units' ELSE 'fee' END AS section,
    fee.schedule || coalesce(fee.modifier, '') || coalesce(fee.modifier_2, '') AS place,
    to_json(fee)::VARCHAR AS body,
    fee.service_from,
    fee.service_to,
    fee.known_from,
    fee.known_to
FROM card_fees AS fee
UNION ALL
SELECT
    text.hcpcs,
    'descriptor',
    '',
    to_json(text)::VARCHAR,
    text.service_from,
    text.service_to,
    text.known_from,
    text.known_to
FROM card_descriptors AS text
UNION ALL
SELECT
    class.hcpcs,
    'class',
    '',
    to_json(class)::VARCHAR,
    DATE '0001-01-01',
    DATE '9999-12-31',
    DATE '0001-01-01',
    DATE '9999-12-31'
FROM code_classes AS class
WHERE class.category IS NOT NULL
UNION ALL
SELECT
    mue.hcpcs,
    'mue' AS section,
    mue.ncci_table AS place,
    to_json(mue)::VARCHAR AS body,
    mue.service_from,
    mue.service_to,
    mue.known_from,
    mue.known_to
FROM card_limits AS mue
UNION ALL
SELECT
    add_on.hcpcs,
    'add_on',
    add_on.relation || add_on.service_from,
    to_json(add_on)::VARCHAR,
    add_on.service_from,
    add_on.service_to,
    add_on.known_from,
    add_on.known_to
FROM card_add_ons AS add_on
UNION ALL
SELECT
    kin.hcpcs,
    'related',
    kin.relation,
    to_json(kin)::VARCHAR,
    kin.service_from,
    kin.service_to,
    kin.known_from,
    kin.known_to
FROM related_codes AS kin
UNION ALL
-- A card shows the past whatever its date of service.
SELECT
    past.hcpcs,
    'history',
    past.service_from::VARCHAR || past.known_from,
    to_json(past)::VARCHAR,
    DATE '0001-01-01',
    DATE '9999-12-31',
    past.known_from,
    past.known_to
FROM card_history AS past
UNION ALL
SELECT
    rate.hcpcs,
    'facility_history',
    rate.site || rate.service_from || rate.known_from,
    to_json(rate)::VARCHAR,
    DATE '0001-01-01',
    DATE '9999-12-31',
    rate.known_from,
    rate.known_to
FROM card_rates AS rate
ORDER BY hcpcs, section, place, service_from;

DROP TABLE card_limits;
DROP TABLE card_add_ons;
DROP TABLE card_rates;
DROP TABLE card_history;
DROP TABLE card_fees;
DROP TABLE card_descriptors;
