-- One JSON card per code that any payment system lists on a date of service; its schema is
-- warehouse/snapshots/card.schema.json
--
-- A card holds everything that a page about one code shows.
--
-- columns:
--   hcpcs VARCHAR: Procedure code
--   card JSON: What code_card returns for the code

CREATE MACRO code_cards_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT card.hcpcs, _card_text(card.hcpcs, service_date, known_on, 'listed', NULL, card.content, held.sources) AS card
FROM (
    SELECT part.hcpcs, _card_content(part.section, part.body) AS content, _card_is_listed(part.section) AS is_listed
    FROM (
        SELECT part.hcpcs, part.section, string_agg(part.body, ',' ORDER BY part.sort_key) AS body
        FROM _card_sections(service_date, known_on := known_on) AS part
        GROUP BY part.hcpcs, part.section
    ) AS part
    GROUP BY part.hcpcs
) AS card
CROSS JOIN _card_sources_on(service_date, known_on := known_on) AS held
CROSS JOIN range(_one_unless(_day_problem(service_date, known_on)))
WHERE card.is_listed;
