-- Findings that stop a publication and that an operator accepted, one row per check and release
--
-- key: check_name, release_id

CREATE TABLE accepted_checks (
    check_name VARCHAR NOT NULL,  -- Check that found them
    release_id VARCHAR NOT NULL,  -- Release they were found in; * where the rows are of none
    reason VARCHAR NOT NULL,  -- Why they are right all the same, as the operator wrote it
    accepted_at VARCHAR NOT NULL  -- When, UTC
);
