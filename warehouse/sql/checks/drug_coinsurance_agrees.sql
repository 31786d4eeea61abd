-- severity: warn
-- holds: a drug's inflation-adjusted coinsurance is the same in ASP and in Addendum B of the quarter
SELECT
    drug.hcpcs,
    drug.release_id,
    drug.coinsurance_pct,
    hospital.release_id AS opps_release_id,
    hospital.ira_coinsurance_pct
FROM asp_payment_limit AS drug
JOIN releases AS release ON release.release_id = drug.release_id
JOIN opps_addendum_b AS hospital ON hospital.hcpcs = drug.hcpcs AND hospital.ira_coinsurance_pct IS NOT NULL
JOIN releases AS other
    ON other.release_id = hospital.release_id AND other.series = 'opps' AND other.service_from = release.service_from
WHERE round(drug.coinsurance_pct, 3) <> round(hospital.ira_coinsurance_pct, 3)
ORDER BY ALL
