-- Our amounts against amounts CMS published, compared to the cent
--
-- key: published_release_id, scorecard

CREATE TABLE parity (
    published_release_id VARCHAR NOT NULL,  -- Release of CMS's amounts
    scorecard VARCHAR NOT NULL,  -- Group of amounts in the release
    amounts BIGINT NOT NULL,  -- Number of amounts CMS published
    equal BIGINT NOT NULL,  -- Number of our amounts that are equal to the cent
    misses BIGINT NOT NULL,  -- Number of our amounts that differ; parity_misses lists each
    not_computed BIGINT NOT NULL,  -- Number of amounts without data to compute ours; parity_misses lists each
    note VARCHAR  -- Releases from which ours were computed
);
