-- Everything a page about one code shows, as one JSON value.

CREATE MACRO card_sections(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    part.hcpcs,
    'physician' AS section,
    coalesce(part.modifier_profile, '') AS place,
    json_object('figures', part.figures, 'component_rows', coalesce(part.component_rows, []), 'localities', part.localities)::VARCHAR AS body
FROM card_physician AS part
WHERE service_date BETWEEN part.service_from AND part.service_to AND known_on BETWEEN part.known_from AND part.known_to
UNION ALL
SELECT part.hcpcs, 'site_of_service', CASE part.setting WHEN 'office' THEN '1' WHEN 'hospital_outpatient' THEN '2' ELSE '3' END, to_json(part)::VARCHAR
FROM site_of_service AS part
WHERE service_date BETWEEN part.service_from AND part.service_to AND known_on BETWEEN part.known_from AND part.known_to
UNION ALL
SELECT part.hcpcs, 'ptp', part.setting, to_json(part)::VARCHAR
FROM ncci_bundles AS part
WHERE service_date BETWEEN part.service_from AND part.service_to AND known_on BETWEEN part.known_from AND part.known_to
UNION ALL
SELECT part.hcpcs, part.section, part.place, part.body
FROM card_notes AS part
WHERE service_date BETWEEN part.service_from AND part.service_to AND known_on BETWEEN part.known_from AND part.known_to;
COMMENT ON MACRO TABLE card_sections IS 'The parts of every card: code, section, place within it, JSON object; of the section physician the place is the key of its modifiers in card_modifiers';

CREATE MACRO card_sources_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    coalesce(string_agg(held.source, ',' ORDER BY held.series), '') AS sources,
    coalesce(string_agg(held.absence, ',' ORDER BY held.series), '') AS missing,
    bool_or(held.source IS NOT NULL AND held.series IN ('pfs-rvu', 'opps', 'asc')) AS has_prices
FROM card_sources AS held
WHERE service_date BETWEEN held.service_from AND held.service_to AND known_on BETWEEN held.known_from AND held.known_to;
COMMENT ON MACRO TABLE card_sources_on IS 'One row: the releases in force that cards quote, and the series without one, with the reason, both as JSON objects with commas between; whether a payment system is among them';

CREATE MACRO card_head(code, service_date, known_on, state, reason) AS
    left(
        json_object('code', upper(code), 'service_date', service_date::DATE, 'known_on', known_on::DATE, 'state', state, 'reason', reason)::VARCHAR,
        -1
    );
COMMENT ON MACRO card_head IS 'How every card begins, without the closing brace';

CREATE MACRO code_cards_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    card.hcpcs,
    (
        card_head(card.hcpcs, service_date, known_on, 'listed', NULL)
        || ',"physician":' || coalesce(left(card.physician, -1) || ',"modifiers":[' || coalesce(rule.modifiers, '') || ']}', 'null')
        || ',' || card.sections || ',"sources":[' || held.sources || '],"missing":[' || held.missing || ']}'
    )::JSON AS card
FROM (
    SELECT
        part.hcpcs,
        any_value(part.bodies) FILTER (part.section = 'physician') AS physician,
        any_value(part.place) FILTER (part.section = 'physician') AS modifier_profile,
        '"site_of_service":[' || coalesce(any_value(part.bodies) FILTER (part.section = 'site_of_service'), '') || ']'
        || ',"ptp":[' || coalesce(any_value(part.bodies) FILTER (part.section = 'ptp'), '') || ']'
        || ',"mue":[' || coalesce(any_value(part.bodies) FILTER (part.section = 'mue'), '') || ']'
        || ',"add_on":[' || coalesce(any_value(part.bodies) FILTER (part.section = 'add_on'), '') || ']'
        || ',"related":[' || coalesce(any_value(part.bodies) FILTER (part.section = 'related'), '') || ']'
        || ',"history":[' || coalesce(any_value(part.bodies) FILTER (part.section = 'history'), '') || ']'
        || ',"facility_history":[' || coalesce(any_value(part.bodies) FILTER (part.section = 'facility_history'), '') || ']' AS sections,
        bool_or(part.section IN ('site_of_service', 'ptp', 'mue', 'add_on')) AS is_listed
    FROM (
        SELECT one.hcpcs, one.section, string_agg(one.body, ',' ORDER BY one.place) AS bodies, any_value(one.place) AS place
        FROM card_sections(service_date, known_on := known_on) AS one
        GROUP BY one.hcpcs, one.section
    ) AS part
    GROUP BY part.hcpcs
) AS card
LEFT JOIN card_modifiers AS rule ON rule.modifier_profile = card.modifier_profile
CROSS JOIN card_sources_on(service_date, known_on := known_on) AS held
WHERE card.is_listed;
COMMENT ON MACRO TABLE code_cards_on IS 'One JSON card a code that any payment system lists on a date of service; warehouse/card.schema.json describes it';

CREATE MACRO no_card_on(code, service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    (
        if(
            NOT held.has_prices,
            card_head(code, service_date, known_on, 'no_data', 'No payment system has a release in force on that date: see missing'),
            card_head(code, service_date, known_on, 'not_listed', 'No such code on that date in the releases in force')
        )
        || ',"physician":null,"site_of_service":[],"ptp":[],"mue":[],"add_on":[],"related":[],"history":[],"facility_history":[]'
        || ',"sources":[' || held.sources || '],"missing":[' || held.missing || ']}'
    )::JSON AS card
FROM card_sources_on(service_date, known_on := known_on) AS held;
COMMENT ON MACRO TABLE no_card_on IS 'Card of a code that nothing lists on a date: a state and a reason';

CREATE MACRO code_card(code, service_date, known_on := DATE '9999-12-31') AS (
    SELECT coalesce(
        (SELECT cards.card FROM code_cards_on(service_date, known_on := known_on) AS cards WHERE cards.hcpcs = upper(code)),
        (SELECT none.card FROM no_card_on(code, service_date, known_on := known_on) AS none)
    )
);
COMMENT ON MACRO code_card IS 'Card of one code on a date of service, as known on a date, as one JSON value; of an unknown code or date a card with only a state and a reason';
