-- anesthesia_units_on without a check of its days

CREATE MACRO _anesthesia_units_on(service_date, known_on := DATE '9999-12-31') AS TABLE
SELECT
    units.hcpcs,
    units.base_units,
    year(release.service_from)::INTEGER AS units_of_year,
    units.unreadable_reason,
    units.release_id
FROM _anesthesia_units AS units
JOIN releases AS release USING (release_id)
WHERE units.release_id = _latest_release('anesthesia-base-units', service_date, known_on := known_on);
