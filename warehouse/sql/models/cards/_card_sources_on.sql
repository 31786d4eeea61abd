-- One row: the end of every card, with the releases in force that it cites and the series without one; whether a
-- payment system is among them

CREATE MACRO _card_sources_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    concat('"sources":[', string_agg(held.source, ','), '],"missing":[', string_agg(held.absence, ','), ']') AS sources,
    coalesce(bool_or(held.is_price), false) AS has_prices
FROM (
    SELECT one.source, one.absence, one.source IS NOT NULL AND one.series IN ('pfs-rvu', 'opps', 'asc', 'clfs', 'asp', 'dmepos') AS is_price
    FROM card_sources AS one
    WHERE service_date::DATE BETWEEN one.service_from AND one.service_to AND known_on::DATE BETWEEN one.known_from AND one.known_to
    ORDER BY one.series
) AS held;
