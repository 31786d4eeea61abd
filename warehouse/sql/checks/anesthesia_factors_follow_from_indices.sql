-- severity: block
-- holds: a locality's anesthesia factor is the national one times its indices by share, rounded half up to cents
-- No shares fit 2020 in 87 of its 112 localities, so the check skips it.
WITH expected AS (
    SELECT
        factor.release_id,
        factor.mac,
        factor.locality,
        factor.qualifying_apm,
        factor.conversion_factor,
        bool_or(factor.conversion_factor = round(
            share.national_factor * (
                share.work_share * here.work_gpci
                + share.pe_share * here.pe_gpci
                + share.mp_share * here.mp_gpci
            )::DECIMAL(12, 6),
            2
        )) AS follows
    FROM pfs_anesthesia_cf AS factor
    JOIN releases AS release ON release.release_id = factor.release_id
    JOIN pfs_gpci AS here
        ON here.release_id = factor.release_id AND here.mac = factor.mac AND here.locality = factor.locality
    JOIN anesthesia_factor_shares AS share
        ON year(share.service_from) = year(release.service_from)
        AND share.qualifying_apm = factor.qualifying_apm
    GROUP BY ALL
)
FROM expected WHERE NOT follows ORDER BY ALL
