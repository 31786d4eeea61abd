-- One row per file of a release; CMS posts an NCCI PTP release as four files
--
-- key: release_id, file_part

CREATE TABLE release_files (
    release_id VARCHAR NOT NULL,  -- Release of the file
    file_part VARCHAR NOT NULL,  -- f1 to f4 if CMS splits a release into parts, else empty
    url VARCHAR NOT NULL,  -- Requested URL
    final_url VARCHAR,  -- Final URL after redirects
    sha256 VARCHAR NOT NULL,  -- SHA-256 of the bytes in the archive
    size BIGINT NOT NULL,  -- Bytes
    retrieved_at TIMESTAMP NOT NULL,  -- Time of the download, UTC
    last_modified VARCHAR,  -- Last-Modified header as received
    etag VARCHAR,  -- ETag header as received
    license_accepted BOOLEAN NOT NULL,  -- Whether the operator had accepted the AMA license that CMS requires for this
        -- file
    stated_rows INTEGER,  -- Number of rows that CMS's page states ("The file has 2,179 records")
    conformed_folder VARCHAR NOT NULL  -- Conformed folder from which the rows were loaded: SHA-256 and transform
        -- version
);
