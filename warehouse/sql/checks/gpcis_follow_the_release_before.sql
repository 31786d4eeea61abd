-- severity: warn, block above 10 per release
-- holds: a locality's work GPCI changes by at most 10%, its practice expense GPCI by at most 20%
-- Releases more than 800 days apart are not compared. Swapped columns change a quarter of the localities that much; CMS
-- itself changed Puerto Rico twice, see cross_check_exceptions.
SELECT pair.release_id, pair.release_id_before, now.mac, now.locality,
    before.work_gpci AS work_gpci_before, now.work_gpci, before.pe_gpci AS pe_gpci_before, now.pe_gpci
FROM release_pairs AS pair
JOIN pfs_gpci AS before ON before.release_id = pair.release_id_before
JOIN pfs_gpci AS now ON now.release_id = pair.release_id AND now.mac = before.mac AND now.locality = before.locality
JOIN releases AS release ON release.release_id = pair.release_id
LEFT JOIN cross_check_exceptions AS known
    ON known.comparison = 'gpcis' AND known.service_from = release.service_from AND regexp_full_match(now.mac || ' ' || now.locality, known.codes)
WHERE pair.days <= 800 AND known.codes IS NULL
    AND (
        now.work_gpci / before.work_gpci NOT BETWEEN 0.9 AND 1.1
        OR now.pe_gpci / before.pe_gpci NOT BETWEEN 0.8 AND 1.2
    )
