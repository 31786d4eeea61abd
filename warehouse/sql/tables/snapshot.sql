-- One row: what this file is
--
-- key: id

CREATE TABLE snapshot (
    id VARCHAR NOT NULL,  -- Newest quarter in force and the first eight digits of the content digest
    content_digest VARCHAR NOT NULL,  -- Digest of every row of every table that is not about the build, and of the SQL
        -- that defines views, macros and checks
    inputs VARCHAR NOT NULL,  -- Digest of the releases, their bytes, the transforms and the code it was built from
    newest_quarter VARCHAR NOT NULL,  -- Latest quarter that a release speaks for
    code_version VARCHAR NOT NULL,  -- Version of cmsfees
    tables_version VARCHAR NOT NULL,  -- Digest of what decides which rows the tables hold; a file of another version is
        -- not continued
    views_version VARCHAR NOT NULL,  -- Digest of the SQL, rules and meanings that the tables for apps are derived by;
        -- those of another version are derived anew
    built_at TIMESTAMP NOT NULL,  -- When it was built, UTC
    duckdb_version VARCHAR NOT NULL,  -- DuckDB that wrote it
    polars_version VARCHAR NOT NULL  -- Polars that conformed it
);
