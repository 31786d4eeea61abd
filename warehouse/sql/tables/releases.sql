-- One row per revision of a release: what CMS posted, its service dates, and the date it became known
--
-- key: release_id

CREATE TABLE releases (
    release_id VARCHAR NOT NULL,  -- Series, vintage and revision: pfs-rvu 2026A r1
    series VARCHAR NOT NULL,  -- Series the release belongs to, such as pfs-rvu, opps, asc
    vintage VARCHAR NOT NULL,  -- CMS's own name of the period: 2026A, 2024AR, 2026-01, 2026Q2
    revision INTEGER NOT NULL CHECK (revision > 0),  -- 1 for the first posting held, 2 and up when CMS re-posted the
        -- release with other bytes
    label VARCHAR NOT NULL,  -- Name for source lines: RVU26A · January 2026
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE NOT NULL,  -- Last date of service
    published_on DATE,  -- Day CMS posted it; null where nothing states it
    published_basis VARCHAR,  -- Where that day is stated: link text, URL, member name, catalogue, Last-Modified
    known_from DATE NOT NULL,  -- First day on which it counts as known
    known_to DATE NOT NULL,  -- Last as-of date on which it is in force for any service date; earlier
        -- than known_from if it never was; 9999-12-31 if it still is
    known_basis VARCHAR NOT NULL,  -- published, assumed_service_start (no date found, first posting) or retrieved
    url VARCHAR NOT NULL,  -- URL that was asked for; of the first file where a release has several
    final_url VARCHAR,  -- URL that answered, after redirects
    sha256 VARCHAR NOT NULL,  -- SHA-256 of the file; of several files, SHA-256 of theirs joined by newlines in part
        -- order
    size BIGINT NOT NULL,  -- Bytes, all files together
    retrieved_at TIMESTAMP NOT NULL,  -- When it was fetched, UTC
    last_modified VARCHAR,  -- Last-Modified header as received
    etag VARCHAR,  -- ETag header as received
    CHECK (service_from <= service_to)
);
