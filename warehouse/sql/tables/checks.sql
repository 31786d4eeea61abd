-- Checks run on this file before it was published; accepted_checks lists the accepted findings of blocking checks
--
-- key: name

CREATE TABLE checks (
    name VARCHAR NOT NULL,  -- File in warehouse/sql/checks, or a check generated from the tables
    severity VARCHAR NOT NULL CHECK (severity IN ('block', 'warn')),  -- block: findings stop the publication unless
        -- accepted; warn: findings are only listed
    title VARCHAR NOT NULL,  -- What must hold
    failures BIGINT NOT NULL,  -- Number of rows that violate it
    sample VARCHAR,  -- First of these rows, as a JSON list
    blocking VARCHAR[] NOT NULL,  -- Releases whose rows stop the publication; * if the rows belong to none
    release_ids VARCHAR[] NOT NULL  -- Releases with rows that violate it; * if the rows belong to none
);
