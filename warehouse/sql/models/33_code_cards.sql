-- Everything a page about one code shows, as one JSON value.

CREATE MACRO _card_sections(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    part.hcpcs,
    'physician' AS section,
    '' AS place,
    concat(
        left(json_object('figures', part.figures, 'component_rows', coalesce(part.component_rows, []), 'localities', part.localities)::VARCHAR, -1),
        ',"modifiers":[', array_to_string(part.modifiers, ','), ']}'
    ) AS body
FROM card_physician AS part
WHERE service_date BETWEEN part.service_from AND part.service_to AND known_on BETWEEN part.known_from AND part.known_to
UNION ALL
SELECT part.hcpcs, 'site_of_service', CASE part.site WHEN 'office' THEN '1' WHEN 'hospital_outpatient' THEN '2' ELSE '3' END, to_json(part)::VARCHAR
FROM site_of_service AS part
WHERE service_date BETWEEN part.service_from AND part.service_to AND known_on BETWEEN part.known_from AND part.known_to
UNION ALL
SELECT part.hcpcs, 'ptp', part.ncci_table, to_json(part)::VARCHAR
FROM ncci_bundles AS part
WHERE service_date BETWEEN part.service_from AND part.service_to AND known_on BETWEEN part.known_from AND part.known_to
UNION ALL
SELECT part.hcpcs, part.section, part.place, part.body
FROM card_notes AS part
WHERE service_date BETWEEN part.service_from AND part.service_to AND known_on BETWEEN part.known_from AND part.known_to;
COMMENT ON MACRO TABLE _card_sections IS 'The parts of every card: code, section, place within it, JSON object';

CREATE MACRO _card_sources_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    concat('"sources":[', string_agg(held.source, ','), '],"missing":[', string_agg(held.absence, ','), ']') AS sources,
    coalesce(bool_or(held.is_price), false) AS has_prices
FROM (
    SELECT one.source, one.absence, one.source IS NOT NULL AND one.series IN ('pfs-rvu', 'opps', 'asc', 'clfs', 'asp', 'dmepos') AS is_price
    FROM card_sources AS one
    WHERE service_date BETWEEN one.service_from AND one.service_to AND known_on BETWEEN one.known_from AND one.known_to
    ORDER BY one.series
) AS held;
COMMENT ON MACRO TABLE _card_sources_on IS 'One row: how every card ends, with the releases in force that it quotes and the series without one; whether a payment system is among them';

-- One concat and rows sorted once: DuckDB takes longer to plan a card than to read it.
CREATE MACRO _card_content(section, body) AS concat(
    '"physician":', coalesce(any_value(body) FILTER (section = 'physician'), 'null'),
    ',"class":', coalesce(any_value(body) FILTER (section = 'class'), 'null'),
    ',"descriptor":', coalesce(any_value(body) FILTER (section = 'descriptor'), 'null'),
    ',"fees":[', string_agg(body, ',') FILTER (section IN ('fee', 'units')),
    '],"site_of_service":[', string_agg(body, ',') FILTER (section = 'site_of_service'),
    '],"ptp":[', string_agg(body, ',') FILTER (section = 'ptp'),
    '],"mue":[', string_agg(body, ',') FILTER (section = 'mue'),
    '],"add_on":[', string_agg(body, ',') FILTER (section = 'add_on'),
    '],"related":[', string_agg(body, ',') FILTER (section = 'related'),
    '],"history":[', string_agg(body, ',') FILTER (section = 'history'),
    '],"facility_history":[', string_agg(body, ',') FILTER (section = 'facility_history'),
    ']'
);
COMMENT ON MACRO _card_content IS 'Aggregate: what a card says of a code, of rows in the order of their place';

CREATE MACRO _card_is_listed(section) AS coalesce(bool_or(section IN ('site_of_service', 'fee', 'ptp', 'mue', 'add_on')), false);
COMMENT ON MACRO _card_is_listed IS 'Aggregate: whether any payment system lists the code';

CREATE MACRO _card_text(code, service_date, known_on, status, reason, content, sources) AS concat(
    left(
        json_object('code', upper(code), 'service_date', service_date::DATE, 'known_on', known_on::DATE, 'status', status, 'reason', reason)::VARCHAR,
        -1
    ),
    ',', content, ',', sources, '}'
)::JSON;
COMMENT ON MACRO _card_text IS 'A card of its pieces';

CREATE MACRO code_cards_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT card.hcpcs, _card_text(card.hcpcs, service_date, known_on, 'listed', NULL, card.content, held.sources) AS card
FROM (
    SELECT part.hcpcs, _card_content(part.section, part.body) AS content, _card_is_listed(part.section) AS is_listed
    FROM (
        SELECT one.hcpcs, one.section, string_agg(one.body, ',' ORDER BY one.place) AS body
        FROM _card_sections(service_date, known_on := known_on) AS one
        GROUP BY one.hcpcs, one.section
    ) AS part
    GROUP BY part.hcpcs
) AS card
CROSS JOIN _card_sources_on(service_date, known_on := known_on) AS held
WHERE card.is_listed;
COMMENT ON MACRO TABLE code_cards_on IS 'One JSON card a code that any payment system lists on a date of service; warehouse/snapshots/card.schema.json describes it';

CREATE MACRO code_card(code, service_date, known_on := DATE '9999-12-31') AS (
    SELECT _card_text(
        code,
        service_date,
        known_on,
        CASE WHEN card.is_listed THEN 'listed' WHEN held.has_prices THEN 'not_listed' ELSE 'no_data' END,
        CASE
            WHEN card.is_listed THEN NULL
            WHEN held.has_prices THEN 'No such code on that date in the releases in force'
            ELSE 'No payment system has a release in force on that date: see missing'
        END,
        if(
            card.is_listed,
            card.content,
            '"physician":null,"class":null,"descriptor":null,"fees":[],"site_of_service":[],"ptp":[],"mue":[],"add_on":[],"related":[],"history":[],"facility_history":[]'
        ),
        held.sources
    )
    FROM (
        SELECT _card_content(part.section, part.body) AS content, _card_is_listed(part.section) AS is_listed
        FROM (
            SELECT one.section, one.body
            FROM _card_sections(service_date, known_on := known_on) AS one
            WHERE one.hcpcs = upper(code)
            ORDER BY one.place
        ) AS part
    ) AS card
    CROSS JOIN _card_sources_on(service_date, known_on := known_on) AS held
);
COMMENT ON MACRO code_card IS 'Card of one code on a date of service, as known on a date, as one JSON value; of an unknown code or date a card with only a status and a reason';
