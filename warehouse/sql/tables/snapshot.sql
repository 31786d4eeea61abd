-- One row: the identity of this file
--
-- key: id

CREATE TABLE snapshot (
    id VARCHAR NOT NULL,  -- Newest quarter in force and the first eight digits of the content digest
    content_digest VARCHAR NOT NULL,  -- Digest of every row of every table except build metadata, and of the SQL that
        -- defines views, macros and checks
    inputs VARCHAR NOT NULL,  -- Digest of the releases, their bytes, the transforms and the build code
    newest_quarter VARCHAR NOT NULL,  -- Latest quarter in which a release takes effect
    code_version VARCHAR NOT NULL,  -- Version of cmsfees
    tables_version VARCHAR NOT NULL,  -- Digest of the code that decides which rows the tables hold; a build continues
        -- only files of the same version
    views_version VARCHAR NOT NULL,  -- Digest of the SQL, rules and meanings that derive the tables for apps; tables of
        -- another version are derived again
    built_at TIMESTAMP NOT NULL,  -- Time of the build, UTC
    duckdb_version VARCHAR NOT NULL,  -- DuckDB version that wrote it
    polars_version VARCHAR NOT NULL  -- Polars version that conformed it
);
