-- Unit limits, add-on relations and former facility rates of a code.

CREATE TABLE card_limits AS
SELECT
    mue.hcpcs,
    mue.setting,
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
    ON span.series = 'ncci-mue-' || mue.setting
    AND span.release_id >= mue.first_release_id
    AND is_open_until(mue.last_release_id, span.release_id)
ORDER BY mue.hcpcs, mue.setting, span.service_from;

CREATE TABLE card_add_ons AS
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
GROUP BY primary_code, release_id, service_from, service_to, known_from, known_to
ORDER BY hcpcs, relation, service_from;

CREATE TABLE card_rates AS
SELECT
    hcpcs,
    setting,
    facility_payment,
    facility_state,
    apc,
    coalesce(status_indicator, payment_indicator) AS indicator,
    facility_release_id AS release_id,
    min(service_from) AS service_from,
    max(service_to) AS service_to,
    min(known_from) AS known_from,
    max(known_to) AS known_to
FROM site_of_service
WHERE facility_release_id IS NOT NULL AND facility_state <> 'not_listed'
GROUP BY ALL
ORDER BY hcpcs, setting, service_from, known_from;
