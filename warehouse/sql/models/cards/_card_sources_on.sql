-- One row: the end of every card, with the releases in force that it cites and the series without one; whether a
-- payment system is among them

CREATE MACRO _card_sources_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    concat('"sources":[', string_agg(held.source, ','), '],"missing":[', string_agg(held.absence, ','), ']') AS sources,
    coalesce(bool_or(held.is_price), false) AS has_prices
FROM (
    SELECT listed.source, listed.absence, listed.source IS NOT NULL AND listed.series IN ('pfs-rvu', 'opps', 'asc', 'clfs', 'asp', 'dmepos') AS is_price
    FROM card_sources AS listed
    WHERE service_date::DATE BETWEEN listed.service_from AND listed.service_to AND known_on::DATE BETWEEN listed.known_from AND listed.known_to
    ORDER BY listed.series
) AS held;
