-- One row per code, relation and period: the add-on codes or primary codes on a card
--
-- key: hcpcs, relation, release_id, service_from, known_from, service_to, add_on_type
-- derived from: ncci-add-on
-- rebuilt: per release
-- columns:
--   hcpcs VARCHAR: Code of the card
--   relation VARCHAR: primary (codes are the primary codes of an add-on code) or add_on (codes are the add-on codes of
--     a primary code)
--   add_on_type VARCHAR: Type of the add-on code, 1 to 3; null if the relation is add_on
--   codes VARCHAR[]: The codes on the other side, sorted
--   release_id VARCHAR: Release of the add-on file
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

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
