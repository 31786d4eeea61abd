-- Internal: where the dollars that CMS lists besides the RVUs (OPPS caps, anesthesia factors, payment files) were never final
--
-- CMS computes them from the factor and the indices that the release prints. If Congress changed those later, they are not
-- what was paid.
--
-- key: release_id, mac, locality, service_from, known_from
-- derived from: pfs-rvu, pfs-payment
-- columns:
--   release_id VARCHAR: Release that prints them
--   mac VARCHAR: Medicare contractor; null: all
--   locality VARCHAR: Locality of the contractor; null: all
--   reason VARCHAR: Why they were not final
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE _amounts_not_final AS
SELECT release_id, NULL::VARCHAR AS mac, NULL::VARCHAR AS locality, unsettled_reason AS reason, service_from, service_to, known_from, known_to
FROM pfs_spans
WHERE unsettled_reason IS NOT NULL
UNION ALL
SELECT
    final.release_id,
    final.mac,
    final.locality,
    final.release_id || ' prints it at indices of the locality that were not final: ' || concat_ws(
        ', ',
        CASE WHEN printed.work_gpci <> final.work_gpci THEN 'work ' || printed.work_gpci || ' became ' || final.work_gpci END,
        CASE WHEN printed.pe_gpci <> final.pe_gpci THEN 'practice expense ' || printed.pe_gpci || ' became ' || final.pe_gpci END
    ) AS reason,
    final.service_from,
    final.service_to,
    final.known_from,
    final.known_to
FROM pfs_final_gpci AS final
JOIN pfs_gpci AS printed USING (release_id, mac, locality)
WHERE row(printed.work_gpci, printed.pe_gpci) IS DISTINCT FROM row(final.work_gpci, final.pe_gpci)
UNION ALL
-- CMS's file of payments of the same vintage is made from the release.
SELECT payment.release_id, NULL, NULL, span.unsettled_reason, span.service_from, span.service_to, span.known_from, span.known_to
FROM releases AS payment
JOIN releases AS rvu ON rvu.vintage = payment.vintage AND rvu.series = 'pfs-rvu'
JOIN pfs_spans AS span ON span.release_id = rvu.release_id AND span.unsettled_reason IS NOT NULL
WHERE payment.series = 'pfs-payment';
