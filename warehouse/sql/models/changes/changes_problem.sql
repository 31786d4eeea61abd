-- Why two releases cannot be compared, or not in the locality; null if they can
CREATE MACRO _changes_problem(from_release, to_release, in_mac, in_locality) AS
    coalesce(
        _release_problem(from_release),
        _release_problem(to_release),
        CASE
            WHEN split_part(from_release::VARCHAR, ' ', 1) <> split_part(to_release::VARCHAR, ' ', 1)
                THEN '''' || from_release::VARCHAR || ''' and ''' || to_release::VARCHAR || ''' are releases of two series'
        END,
        _place_problem(in_mac, in_locality),
        CASE
            WHEN in_mac IS NOT NULL AND starts_with(from_release::VARCHAR, 'pfs-rvu ') AND (
                SELECT count(DISTINCT place.release_id) < len(list_distinct([from_release::VARCHAR, to_release::VARCHAR]))
                FROM pfs_gpci AS place
                WHERE place.release_id IN (from_release::VARCHAR, to_release::VARCHAR)
                    AND place.mac = _mac(in_mac) AND place.locality = _locality(in_locality)
            ) THEN 'locality ' || in_mac::VARCHAR || ' ' || in_locality::VARCHAR || ' is not in the GPCI files of both releases'
        END
    );
