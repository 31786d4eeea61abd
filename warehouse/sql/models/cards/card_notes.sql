-- Part of a card: unit limits, add-on relations, related codes and history, as JSON
--
-- These lists of a card are stored as JSON in one table: DuckDB reads one table milliseconds faster than six.
--
-- key: hcpcs, section, sort_key, service_from, known_from
-- derived from: pfs-rvu, opps, asc, ncci-mue-practitioner, ncci-mue-hospital, ncci-mue-dme, ncci-add-on, clfs, asp,
--     dmepos, anesthesia-base-units, hcpcs-level-ii, hcpcs-level-ii-corrections
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: Procedure code
--   section VARCHAR: Section of the card
--   sort_key VARCHAR: Sort key within the section
--   body VARCHAR: JSON object
--   release_id VARCHAR: Release of the row; null for a code's class, which comes from none
--   service_from DATE: First date of service on whose card it appears
--   service_to DATE: Last date of service on whose card it appears
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE card_notes AS
SELECT
    fee.hcpcs,
    CASE fee.schedule WHEN 'anesthesia' THEN 'units' ELSE 'fee' END AS section,
    fee.schedule || coalesce(fee.modifier, '') || coalesce(fee.modifier_2, '') AS sort_key,
    to_json(fee)::VARCHAR AS body,
    fee.release_id,
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
    text.release_id,
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
    NULL,
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
    mue.ncci_table AS sort_key,
    to_json(mue)::VARCHAR AS body,
    mue.release_id,
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
    add_on.release_id,
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
    kin.release_id,
    kin.service_from,
    kin.service_to,
    kin.known_from,
    kin.known_to
FROM related_codes AS kin
UNION ALL
-- A card shows the whole history, whatever its date of service.
SELECT
    past.hcpcs,
    'history',
    past.service_from::VARCHAR || past.known_from,
    to_json(past)::VARCHAR,
    past.release_id,
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
    rate.release_id,
    DATE '0001-01-01',
    DATE '9999-12-31',
    rate.known_from,
    rate.known_to
FROM card_rates AS rate
ORDER BY hcpcs, section, sort_key, service_from;
