-- Blocking findings that an operator accepted, one row per check and release
--
-- key: check_name, release_id

CREATE TABLE accepted_checks (
    check_name VARCHAR NOT NULL,  -- Check with the findings
    release_id VARCHAR NOT NULL,  -- Release of the findings; * if the rows belong to none
    reason VARCHAR NOT NULL,  -- Operator's reason why the data is correct
    accepted_at VARCHAR NOT NULL  -- Time of acceptance, UTC
);
