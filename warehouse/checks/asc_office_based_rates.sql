-- severity: warn
-- holds: an ASC rate of indicator P3 is non-facility PE x conversion factor, of the TC row where a code has one
-- From 2026 the rates fit the factor for qualifying APM participants.
WITH factors AS (
    SELECT release_id, max(conversion_factor) AS conversion_factor FROM pfs_rvu WHERE status_code = 'A' GROUP BY ALL
),
expected AS (
    SELECT
        asc_row.release_id,
        asc_row.hcpcs,
        asc_row.payment_rate,
        rvu.release_id AS rvu_release_id,
        arg_max(rvu.pe_rvu_nonfacility, coalesce(rvu.modifier, '')) AS pe_rvu,
        any_value(factors.conversion_factor) AS conversion_factor
    FROM asc_addendum_aa AS asc_row
    JOIN releases AS asc_release ON asc_release.release_id = asc_row.release_id
    JOIN release_spans AS span
        ON span.series = 'pfs-rvu'
        AND asc_release.service_from BETWEEN span.service_from AND span.service_to
        AND span.known_to = DATE '9999-12-31'
    JOIN pfs_rvu AS rvu
        ON rvu.release_id = span.release_id AND rvu.hcpcs = asc_row.hcpcs AND NOT rvu.qualifying_apm
    JOIN factors ON factors.release_id = rvu.release_id
    WHERE asc_row.payment_indicator = 'P3' AND coalesce(rvu.modifier, 'TC') = 'TC'
    GROUP BY ALL
)
SELECT *, pfs_amount(0, pe_rvu, 0, 1, 1, 1, conversion_factor) AS expected_rate
FROM expected
WHERE payment_rate <> expected_rate
ORDER BY release_id, hcpcs
