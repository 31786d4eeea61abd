-- One row per file of a release; CMS posts an NCCI PTP release as four files
--
-- key: release_id, file_part

CREATE TABLE release_files (
    release_id VARCHAR NOT NULL,  -- Release the file belongs to
    file_part VARCHAR NOT NULL,  -- f1 to f4 where CMS cuts a release into parts, else empty
    url VARCHAR NOT NULL,  -- URL that was asked for
    final_url VARCHAR,  -- URL that answered, after redirects
    sha256 VARCHAR NOT NULL,  -- SHA-256 of the bytes in the archive
    size BIGINT NOT NULL,  -- Bytes
    retrieved_at TIMESTAMP NOT NULL,  -- When it was fetched, UTC
    last_modified VARCHAR,  -- Last-Modified header as received
    etag VARCHAR,  -- ETag header as received
    license_accepted BOOLEAN NOT NULL,  -- The operator had accepted the AMA licence that CMS asks for before this file
    stated_rows INTEGER,  -- Rows that CMS's page says the file has ("The file has 2,179 records")
    conformed_folder VARCHAR NOT NULL  -- Conformed tables the rows were loaded from: SHA-256 and version of the
        -- transform
);
