-- Card of one code on a date of service, as known on a date, as one JSON value; for an unknown code or date, a card
-- with only a status and a reason

CREATE MACRO code_card(code, service_date, known_on := DATE '9999-12-31') AS (
    SELECT _card_text(
        coalesce(asked.hcpcs, code::VARCHAR),
        service_date,
        known_on,
        CASE
            WHEN card.is_listed THEN 'listed'
            WHEN asked.problem IS NOT NULL THEN 'not_understood'
            WHEN held.has_prices THEN 'not_listed'
            ELSE 'no_data'
        END,
        CASE
            WHEN card.is_listed THEN NULL
            WHEN asked.problem IS NOT NULL THEN asked.problem
            WHEN held.has_prices THEN 'The releases in force on that date do not list the code'
            ELSE 'No payment system has a release in force on that date: see missing'
        END,
        CASE
            WHEN card.is_listed THEN card.content
            ELSE '"physician":null,"class":null,"descriptor":null,"fees":[],"site_of_service":[],"ptp":[],"mue":[],"add_on":[],"related":[],"history":[],"facility_history":[],"unreadable":[]'
        END,
        held.sources
    )
    FROM (
        SELECT _card_content(part.section, part.body) AS content, _card_is_listed(part.section) AS is_listed
        FROM (
            SELECT part.section, part.body
            FROM _card_sections(service_date, known_on := known_on) AS part
            WHERE part.hcpcs = _code(code)
            ORDER BY part.sort_key
        ) AS part
    ) AS card
    CROSS JOIN (
        SELECT given.hcpcs, coalesce(_asked_code_problem(code, given.hcpcs), _day_problem(service_date, known_on)) AS problem
        FROM (SELECT _code(code) AS hcpcs) AS given
    ) AS asked
    CROSS JOIN _card_sources_on(service_date, known_on := known_on) AS held
);
