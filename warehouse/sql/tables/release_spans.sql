-- Release of a series in force: rectangles of service dates by known dates, never overlapping; a day outside all of
-- them has no data
--
-- key: release_id, service_from, known_from

CREATE TABLE release_spans (
    series VARCHAR NOT NULL,  -- Series
    release_id VARCHAR NOT NULL,  -- Release in force
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE NOT NULL,  -- Last date of service
    known_from DATE NOT NULL,  -- First known date
    known_to DATE NOT NULL,  -- Last known date; 9999-12-31 is open
    CHECK (service_from <= service_to),
    CHECK (known_from <= known_to)
);
