-- Row count and sum of row hashes per table and release; if two snapshots differ here, their rows differ
--
-- The digest of a table is computed from the sums of its releases, so a build hashes only the rows of new ones.
--
-- key: table_name, release_id

CREATE TABLE release_digests (
    table_name VARCHAR NOT NULL,  -- Source table, table of load records, or table about releases
    release_id VARCHAR NOT NULL,  -- Release that the rows belong to; * for tables whose rows do not belong to one release
    row_count BIGINT NOT NULL,  -- Number of rows
    hash_sum VARCHAR NOT NULL  -- Sum of the lower halves of the MD5 of each row as text, in decimal digits
);
