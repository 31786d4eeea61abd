-- publishes: pfs-payment
-- derived from: pfs-rvu, pfs-payment
--
-- Compare every amount of CMS's national payment files (PFREV) with ours for the same code, modifier and locality. Ours
-- is the final payment in physician_payments before the OPPS limit, which PFREV lists separately: with floors, flags
-- and factors by law instead of the listed ones. If a law split the release, its last period applies. RVUs come from
-- the release of the same quarter; if it is not loaded, from the next one of the year, which keeps its changes. CMS did
-- not post a QPP file with every zip: the RVUs are equal in both files, and the factor comes from the year's last QPP
-- file.
WITH basis AS (
    SELECT
        published.release_id AS published_release_id,
        first(
            rvu.release_id
            ORDER BY rvu.service_from < published.service_from, abs(rvu.service_from - published.service_from)
        ) AS rvu_release_id
    FROM releases AS published
    JOIN releases AS rvu ON rvu.series = 'pfs-rvu' AND year(rvu.service_from) = year(published.service_from)
    WHERE published.series = 'pfs-payment' AND release_on('pfs-rvu', rvu.service_from) = rvu.release_id
    GROUP BY ALL
),
year_factors AS (
    SELECT
        basis.published_release_id,
        basis.rvu_release_id,
        qpp.qualifying_apm,
        first(qpp.conversion_factor ORDER BY rvu.service_from DESC, rvu.vintage DESC, rvu.revision DESC) AS conversion_factor,
        first(qpp.release_id ORDER BY rvu.service_from DESC, rvu.vintage DESC, rvu.revision DESC) AS factor_release_id
    FROM basis
    JOIN releases AS published ON published.release_id = basis.published_release_id
    JOIN releases AS rvu ON rvu.series = 'pfs-rvu' AND year(rvu.service_from) = year(published.service_from)
    JOIN pfs_rvu AS qpp ON qpp.release_id = rvu.release_id AND qpp.qualifying_apm AND qpp.status_code = 'A'
    GROUP BY ALL
),
amounts AS (
    SELECT
        published.release_id AS published_release_id,
        published.hcpcs,
        published.modifier,
        published.mac,
        published.locality,
        published.qualifying_apm,
        unnest(['nonfacility', 'facility']) AS pfs_setting,
        unnest([published.nonfacility_amount, published.facility_amount]) AS published_amount
    FROM pfs_payment_published AS published
    WHERE published.release_id IN (FROM scored_releases)
),
fees AS (
    SELECT fee.*
    FROM physician_payments AS fee
    WHERE fee.release_id IN (SELECT rvu_release_id FROM basis)
    QUALIFY row_number() OVER (
        PARTITION BY fee.release_id, fee.hcpcs, fee.modifier, fee.pfs_setting, fee.qualifying_apm ORDER BY fee.service_from DESC, fee.known_from DESC
    ) = 1
)
SELECT
    amounts.published_release_id,
    amounts.pfs_setting || CASE WHEN amounts.qualifying_apm THEN ', qualifying APM' ELSE ', not qualifying APM' END AS scorecard,
    amounts.hcpcs,
    amounts.modifier,
    amounts.mac,
    amounts.locality,
    amounts.published_amount,
    _local_payment(
        'paid', fee.work_rvu, fee.pe_rvu, fee.mp_rvu, NULL, NULL, gpci.work_gpci, gpci.pe_gpci, gpci.mp_gpci,
        coalesce(fee.conversion_factor, factor.conversion_factor), fee.adjustment
    ) AS our_amount,
    CASE
        WHEN basis.rvu_release_id IS NULL THEN 'no pfs-rvu release of the year is loaded'
        WHEN fee.hcpcs IS NULL THEN 'the code is not in ' || basis.rvu_release_id
        WHEN gpci.mac IS NULL THEN 'no GPCI for the locality in ' || basis.rvu_release_id
        ELSE 'CMS paid from RVUs other than those of ' || basis.rvu_release_id
    END AS reason,
    'RVUs and indices of ' || basis.rvu_release_id || ', conversion factor '
        || CASE WHEN fee.conversion_factor IS NULL AND factor.factor_release_id IS NOT NULL THEN 'of ' || factor.factor_release_id ELSE 'by law' END AS note
FROM amounts
LEFT JOIN basis ON basis.published_release_id = amounts.published_release_id
LEFT JOIN year_factors AS factor
    ON factor.published_release_id = amounts.published_release_id AND factor.qualifying_apm = amounts.qualifying_apm
LEFT JOIN fees AS fee
    ON fee.release_id = basis.rvu_release_id
    AND fee.hcpcs = amounts.hcpcs
    AND fee.modifier IS NOT DISTINCT FROM amounts.modifier
    AND fee.pfs_setting = amounts.pfs_setting
    AND fee.qualifying_apm = amounts.qualifying_apm
LEFT JOIN pfs_final_gpci AS gpci
    ON gpci.release_id = fee.release_id
    AND gpci.service_from = fee.service_from
    AND gpci.known_from = fee.known_from
    AND gpci.mac = amounts.mac
    AND gpci.locality = amounts.locality
