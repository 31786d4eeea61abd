-- One row per code and unreadable CMS row: the section `unreadable` of a card
--
-- A limit, a pair or a fee that is missing from a card may be in one of these rows.
--
-- derived from: all series
-- columns:
--   hcpcs VARCHAR: Code of the row; a pair appears under both codes
--   table_name VARCHAR: Table of the row
--   partner VARCHAR: The other code of a pair
--   modifier VARCHAR: Modifier, if any
--   place VARCHAR: MAC and locality, state or bidding area, if any
--   reason VARCHAR: Member, line and error
--   release_id VARCHAR: Release
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE card_unreadable AS
WITH about AS (
    SELECT *, hcpcs AS code, column_2 AS partner FROM unreadable_rows
    UNION ALL
    SELECT *, column_2, hcpcs FROM unreadable_rows WHERE column_2 IS NOT NULL
)
SELECT
    about.code AS hcpcs,
    about.table_name,
    about.partner,
    about.modifier,
    about.place,
    about.reason,
    about.release_id,
    span.service_from,
    span.service_to,
    span.known_from,
    span.known_to
FROM about
JOIN release_spans AS span USING (release_id)
WHERE about.code IS NOT NULL
ORDER BY hcpcs, table_name, reason, service_from, known_from;
