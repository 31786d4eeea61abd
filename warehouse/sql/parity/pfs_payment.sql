-- Every amount of CMS's national payment files (PFREV), and ours for the same code, modifier and locality.
-- RVUs: the release of the same quarter; where it is not held, the next one of the year, which keeps its changes.
-- CMS did not post a QPP file with every zip: RVUs are equal in both, the factor is then that of the year's last QPP file.
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
factors AS (
    SELECT
        basis.*,
        row.qualifying_apm,
        first(row.conversion_factor ORDER BY row.release_id = rvu_release_id DESC, rvu.service_from DESC, rvu.vintage DESC, rvu.revision DESC) AS conversion_factor,
        first(row.release_id ORDER BY row.release_id = rvu_release_id DESC, rvu.service_from DESC, rvu.vintage DESC, rvu.revision DESC) AS factor_release_id
    FROM basis
    JOIN releases AS published ON published.release_id = published_release_id
    JOIN releases AS rvu ON rvu.series = 'pfs-rvu' AND year(rvu.service_from) = year(published.service_from)
    JOIN pfs_rvu AS row ON row.release_id = rvu.release_id
    WHERE row.status_code = 'A'
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
)
SELECT
    amounts.published_release_id,
    pfs_setting || if(amounts.qualifying_apm, ', qualifying APM', ', not qualifying APM') AS scorecard,
    amounts.hcpcs,
    amounts.modifier,
    amounts.mac,
    amounts.locality,
    published_amount,
    pfs_amount(
        rvu.work_rvu, if(pfs_setting = 'facility', rvu.pe_rvu_facility, rvu.pe_rvu_nonfacility), rvu.mp_rvu,
        gpci.work_gpci, gpci.pe_gpci, gpci.mp_gpci, factors.conversion_factor
    ) AS our_amount,
    CASE
        WHEN factors.rvu_release_id IS NULL THEN 'no pfs-rvu release of the year is held'
        WHEN rvu.hcpcs IS NULL THEN 'the code is not in ' || factors.rvu_release_id
        WHEN gpci.mac IS NULL THEN 'no GPCI for the locality in ' || factors.rvu_release_id
        ELSE 'CMS paid from other RVUs than those of ' || factors.rvu_release_id
    END AS reason,
    'RVUs and GPCIs of ' || factors.rvu_release_id || ', conversion factor of ' || factors.factor_release_id AS note
FROM amounts
LEFT JOIN factors USING (published_release_id, qualifying_apm)
LEFT JOIN pfs_rvu AS rvu
    ON rvu.release_id = factors.rvu_release_id
    AND NOT rvu.qualifying_apm
    AND rvu.hcpcs = amounts.hcpcs
    AND rvu.modifier IS NOT DISTINCT FROM amounts.modifier
LEFT JOIN pfs_gpci AS gpci
    ON gpci.release_id = factors.rvu_release_id AND gpci.mac = amounts.mac AND gpci.locality = amounts.locality
