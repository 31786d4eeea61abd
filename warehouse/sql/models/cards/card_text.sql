-- Aggregate: the text of a card from its rows, ordered by sort key
--
-- Uses one concat and one sort, because DuckDB takes longer to plan a card than to read it.
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
    '],"unreadable":[', string_agg(body, ',') FILTER (section = 'unreadable'),
    ']'
);

-- Aggregate: whether any payment system lists the code
CREATE MACRO _card_is_listed(section) AS coalesce(bool_or(section IN ('site_of_service', 'fee', 'ptp', 'mue', 'add_on', 'unreadable')), false);

-- Assemble a card from its parts
CREATE MACRO _card_text(code, service_date, known_on, status, reason, content, sources) AS concat(
    left(
        json_object('code', upper(code), 'service_date', service_date::DATE, 'known_on', known_on::DATE, 'status', status, 'reason', reason)::VARCHAR,
        -1
    ),
    ',', content, ',', sources, '}'
)::JSON;
