-- Every published amount that differs from ours

CREATE TABLE parity_misses (
    published_release_id VARCHAR NOT NULL,  -- Release of CMS's amount
    scorecard VARCHAR NOT NULL,  -- Group of amounts in the release
    hcpcs VARCHAR NOT NULL,  -- Code
    modifier VARCHAR,  -- Modifier, if any
    mac VARCHAR,  -- Medicare contractor
    locality VARCHAR,  -- Locality of the contractor
    published_amount DECIMAL(12, 2),  -- CMS's amount, dollars
    our_amount DECIMAL(12, 2),  -- Our amount, dollars; null if there is no data to compute it
    reason VARCHAR NOT NULL  -- Why they differ, if known
);
