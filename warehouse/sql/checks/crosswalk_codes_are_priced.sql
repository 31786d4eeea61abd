-- severity: warn
-- holds: every code of an NDC crosswalk has a payment limit in the quarter
SELECT DISTINCT package.release_id, package.hcpcs, priced.release_id AS asp_release_id
FROM asp_ndc_crosswalk AS package
JOIN releases AS release ON release.release_id = package.release_id
JOIN releases AS priced ON priced.series = 'asp' AND priced.service_from = release.service_from
WHERE NOT EXISTS (
    FROM asp_payment_limit AS drug WHERE drug.release_id = priced.release_id AND drug.hcpcs = package.hcpcs
)
ORDER BY ALL
