-- Every published amount that ours does not equal

CREATE TABLE parity_misses (
    published_release_id VARCHAR NOT NULL,  -- Release that holds CMS's amount
    scorecard VARCHAR NOT NULL,  -- Which of its amounts
    hcpcs VARCHAR NOT NULL,  -- Code
    modifier VARCHAR,  -- Modifier, if any
    mac VARCHAR,  -- Medicare contractor
    locality VARCHAR,  -- Locality of the contractor
    published_amount DECIMAL(12, 2),  -- CMS's amount, dollars
    our_amount DECIMAL(12, 2),  -- Ours, dollars; null where we hold no figures
    reason VARCHAR NOT NULL  -- Why they differ, as far as it is known
);
