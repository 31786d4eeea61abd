-- Indices finally used in each locality: the GPCI values, raised to the floors in force by law
--
-- key: release_id, mac, locality, service_from, known_from
-- derived from: pfs-rvu
-- rebuilt: per release
-- columns:
--   mac VARCHAR: Medicare contractor
--   locality VARCHAR: Locality of the contractor
--   locality_name VARCHAR: Name of the locality, as CMS lists it
--   us_state VARCHAR: USPS state abbreviation, if GPCI lists it or the locality is a state that a law names
--   work_gpci DECIMAL(6,3): Work index
--   pe_gpci DECIMAL(6,3): Practice expense index
--   mp_gpci DECIMAL(6,3): Malpractice index
--   unreadable_reason VARCHAR: Why CMS's row could not be read (the indices are then null); null if it was read
--   release_id VARCHAR: Release of the indices
--   service_from DATE: First date of service
--   service_to DATE: Last date of service
--   known_from DATE: First day on which this was known
--   known_to DATE: Last day on which this was the latest known; 9999-12-31 if it still is

CREATE TABLE pfs_final_gpci AS
WITH placed AS (
    -- Before 2021, GPCI lists the state only in the locality name.
    SELECT gpci.* EXCLUDE (us_state), coalesce(gpci.us_state, named.us_state) AS us_state, NULL::VARCHAR AS unreadable_reason
    FROM pfs_gpci AS gpci
    LEFT JOIN us_states AS named ON named.locality_name = upper(gpci.locality_name)
    UNION ALL BY NAME
    SELECT
        unread.release_id,
        split_part(unread.place, ' ', 1) AS mac,
        split_part(unread.place, ' ', 2) AS locality,
        min(unread.reason) AS unreadable_reason
    FROM unreadable_rows AS unread
    ANTI JOIN pfs_gpci AS loaded ON loaded.release_id = unread.release_id AND loaded.mac || ' ' || loaded.locality = unread.place
    WHERE unread.table_name = 'pfs_gpci' AND unread.place IS NOT NULL
    GROUP BY ALL
)
SELECT
    gpci.mac,
    gpci.locality,
    gpci.locality_name,
    gpci.us_state,
    CASE WHEN gpci.work_gpci IS NOT NULL THEN greatest(
        gpci.work_gpci, span.work_gpci_floor, _state_floor(span.state_floors, gpci.us_state, 'work_gpci_floor')
    ) END AS work_gpci,
    CASE WHEN gpci.pe_gpci IS NOT NULL THEN greatest(gpci.pe_gpci, _state_floor(span.state_floors, gpci.us_state, 'pe_gpci_floor')) END AS pe_gpci,
    gpci.mp_gpci,
    gpci.unreadable_reason,
    span.release_id,
    span.service_from,
    span.service_to,
    span.known_from,
    span.known_to
FROM pfs_spans AS span
JOIN placed AS gpci USING (release_id)
ORDER BY gpci.mac, gpci.locality, span.service_from, span.known_from;
