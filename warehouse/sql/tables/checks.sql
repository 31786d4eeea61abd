-- Checks run on this file before it was published; what one that blocks found is named in accepted_checks
--
-- key: name

CREATE TABLE checks (
    name VARCHAR NOT NULL,  -- File in warehouse/sql/checks, or a check written from the tables
    severity VARCHAR NOT NULL CHECK (severity IN ('block', 'warn')),  -- block: what it found stops the publication
        -- unless it is accepted; warn: it is listed
    title VARCHAR NOT NULL,  -- What must hold
    failures BIGINT NOT NULL,  -- Rows that break it
    sample VARCHAR,  -- The first of them, as a JSON list
    blocking VARCHAR[] NOT NULL  -- Releases whose rows stop the publication; * where the rows are of none
);
