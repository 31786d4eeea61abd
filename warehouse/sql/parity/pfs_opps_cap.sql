-- publishes: pfs-rvu
-- derived from: its release
--
-- Compare every price of CMS's OPPSCAP files for codes paid from RVUs with ours from PPRRVU and GPCI of the same
-- release. Codes of status C have no RVUs: contractors set their price.
WITH prices AS (
    SELECT
        cap.*,
        unnest(['nonfacility', 'facility']) AS pfs_setting,
        unnest([cap.nonfacility_amount, cap.facility_amount]) AS published_amount
    FROM pfs_opps_cap AS cap
    WHERE cap.status_code IN ('A', 'R', 'T') AND cap.release_id IN (FROM scored_releases)
),
computed AS (
    SELECT
        prices.*,
        CASE WHEN pfs_setting = 'facility' THEN rvu.opps_pe_rvu_facility ELSE rvu.opps_pe_rvu_nonfacility END AS pe,
        rvu.work_rvu * gpci.work_gpci + pe * gpci.pe_gpci + rvu.opps_mp_rvu * gpci.mp_gpci AS adjusted_rvus,
        pfs_amount(
            rvu.work_rvu, pe, rvu.opps_mp_rvu, gpci.work_gpci, gpci.pe_gpci, gpci.mp_gpci, rvu.conversion_factor
        ) AS our_amount,
        gpci.mac IS NULL AS is_stray
    FROM prices
    LEFT JOIN pfs_rvu AS rvu
        ON rvu.release_id = prices.release_id
        AND NOT rvu.qualifying_apm
        AND rvu.hcpcs = prices.hcpcs
        AND rvu.modifier IS NOT DISTINCT FROM prices.modifier
    LEFT JOIN pfs_gpci AS gpci
        ON gpci.release_id = prices.release_id AND gpci.mac = prices.mac AND gpci.locality = prices.locality
)
SELECT
    release_id AS published_release_id,
    'OPPS cap, ' || pfs_setting AS scorecard,
    hcpcs,
    modifier,
    mac,
    locality,
    published_amount,
    our_amount,
    CASE
        WHEN pe IS NULL THEN 'the release''s PPRRVU does not list the code'
        WHEN is_stray THEN 'the release''s GPCI file does not list contractor ' || mac || ' locality ' || locality
        ELSE 'CMS''s price does not follow from its RVUs and GPCIs: it implies a conversion factor of '
            || round((published_amount / adjusted_rvus)::DOUBLE, 2)
    END AS reason,
    'PPRRVU and GPCI of the same release' AS note
FROM computed
