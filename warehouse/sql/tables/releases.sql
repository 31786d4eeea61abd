-- One row per revision of a release: what CMS posted, its service dates, and the date it became known
--
-- key: release_id

CREATE TABLE releases (
    release_id VARCHAR NOT NULL,  -- Series, vintage and revision: pfs-rvu 2026A r1
    series VARCHAR NOT NULL,  -- Series of the release, such as pfs-rvu, opps, asc
    vintage VARCHAR NOT NULL,  -- CMS's name of the period: 2026A, 2024AR, 2026-01, 2026Q2
    revision INTEGER NOT NULL CHECK (revision > 0),  -- 1 for the first posting held; 2 and higher for re-postings with
        -- other bytes
    label VARCHAR NOT NULL,  -- Name for source lines: RVU26A · January 2026
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE NOT NULL,  -- Last date of service
    published_on DATE,  -- Day CMS posted it; null if unknown
    published_basis VARCHAR,  -- Source of that day: link_text, url, member_name, member_time, catalogue or
        -- last_modified; empty if unknown
    known_from DATE NOT NULL,  -- First day on which it counts as known
    known_to DATE NOT NULL,  -- Last as-of date on which it is in force for any service date; earlier
        -- than known_from if it never was; 9999-12-31 if it still is
    known_basis VARCHAR NOT NULL,  -- published, assumed_service_start (first posting without a date) or retrieved
    url VARCHAR NOT NULL,  -- Requested URL, of the first file if a release has several
    final_url VARCHAR,  -- Final URL after redirects
    sha256 VARCHAR NOT NULL,  -- SHA-256 of the file; for several files, SHA-256 of their digests joined by newlines in
        -- part order
    size BIGINT NOT NULL,  -- Bytes, all files together
    retrieved_at TIMESTAMP NOT NULL,  -- Time of the download, UTC
    last_modified VARCHAR,  -- Last-Modified header as received
    etag VARCHAR,  -- ETag header as received
    CHECK (service_from <= service_to)
);
