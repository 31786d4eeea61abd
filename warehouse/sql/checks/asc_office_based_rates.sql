-- severity: warn
-- holds: an ASC rate of indicator P3 or Z3 is non-facility PE x conversion factor, from the TC row if a code has one
-- derived from: asc, pfs-rvu
-- From 2026 the rates fit the factor for qualifying APM participants. For each row that differs, `reason` explains what
-- its rate follows from, as far as CMS's files show. January 2024: the codes' own rows, although they have a TC row (9
-- codes of P3, 62 of Z3). January 2026 (86 of P3, 35 of Z3): a two-decimal practice expense fits to the cent; it
-- differs from RVU26A by 0.01 for 99 of the 121 and by at most 0.11 (77763). CMS's January file is from the final rule;
-- CMS re-posted RVU26A on 2025-12-29. The final rule's RVUs are not among the files, so only the rate shows its
-- practice expense. 77423 in every year: contractors price it, and PPRRVU lists no practice expense.
WITH factors AS (
    SELECT release_id, max(conversion_factor) AS conversion_factor FROM pfs_rvu WHERE status_code = 'A' GROUP BY ALL
),
listed AS (
    SELECT release_id, hcpcs, payment_indicator, payment_rate FROM asc_addendum_aa WHERE payment_indicator = 'P3'
    UNION ALL
    SELECT release_id, hcpcs, payment_indicator, payment_rate FROM asc_addendum_bb WHERE payment_indicator = 'Z3'
),
paired AS (
    SELECT
        listed.*,
        rvu.release_id AS rvu_release_id,
        factors.conversion_factor,
        any_value(rvu.pe_rvu_nonfacility) FILTER (rvu.modifier IS NULL) AS own_pe_rvu,
        any_value(rvu.pe_rvu_nonfacility) FILTER (rvu.modifier = 'TC') AS technical_pe_rvu
    FROM listed
    JOIN releases AS asc_release ON asc_release.release_id = listed.release_id
    JOIN release_spans AS span
        ON span.series = 'pfs-rvu'
        AND asc_release.service_from BETWEEN span.service_from AND span.service_to
        AND span.known_to = DATE '9999-12-31'
    JOIN pfs_rvu AS rvu
        ON rvu.release_id = span.release_id AND rvu.hcpcs = listed.hcpcs AND NOT rvu.qualifying_apm
    JOIN factors ON factors.release_id = rvu.release_id
    GROUP BY ALL
),
expected AS (
    SELECT
        *,
        coalesce(technical_pe_rvu, own_pe_rvu) AS pe_rvu,
        pfs_amount(0, pe_rvu, 0, 1, 1, 1, conversion_factor) AS expected_rate,
        round(payment_rate::DECIMAL(18, 6) / conversion_factor, 2)::DECIMAL(9, 2) AS implied_pe_rvu
    FROM paired
)
SELECT
    release_id,
    hcpcs,
    payment_indicator,
    payment_rate,
    rvu_release_id,
    pe_rvu,
    conversion_factor,
    expected_rate,
    CASE
        WHEN pe_rvu = 0 THEN 'contractor-priced: no practice expense is listed'
        WHEN payment_rate = pfs_amount(0, own_pe_rvu, 0, 1, 1, 1, conversion_factor) THEN
            'follows from the code''s own row'
        WHEN payment_rate = pfs_amount(0, implied_pe_rvu, 0, 1, 1, 1, conversion_factor) THEN
            'follows from a practice expense of ' || implied_pe_rvu
        ELSE 'follows from no practice expense of two decimals'
    END AS reason
FROM expected
WHERE payment_rate <> expected_rate
ORDER BY release_id, hcpcs
