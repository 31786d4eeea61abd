-- severity: block
-- holds: on every date of service and known date at most one release of a series is in force
SELECT one.release_id, other.release_id AS other_release_id
FROM release_spans AS one
JOIN release_spans AS other ON one.series = other.series AND one.rowid < other.rowid
WHERE one.service_from <= other.service_to
    AND other.service_from <= one.service_to
    AND one.known_from <= other.known_to
    AND other.known_from <= one.known_to
