-- One row per unit limit and release that lists it: the section `mue` of a card
--
-- key: hcpcs, ncci_table, release_id, service_from, known_from
-- derived from: ncci-mue-practitioner, ncci-mue-hospital, ncci-mue-dme
-- rebuilt: per release
-- parts: by code
-- columns:
--   hcpcs VARCHAR: Code
--   ncci_table VARCHAR: practitioner, hospital or dme
--   mue_value INTEGER: Units; 0 is a limit
--   mai VARCHAR: Code of the list mai
--   rationale VARCHAR: Code of the list mue_rationale
--   release_id VARCHAR: Release that lists the limit
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TEMP TABLE card_limits AS
SELECT
    mue.hcpcs,
    mue.ncci_table,
    mue.mue_value,
    mue.mai,
    mue.rationale,
    span.release_id,
    span.service_from,
    span.service_to,
    span.known_from,
    span.known_to
FROM ncci_mue AS mue
JOIN release_spans AS span
    ON span.series = 'ncci-mue-' || mue.ncci_table
    AND _is_listed(mue.first_release_id, mue.last_release_id, span.release_id);
