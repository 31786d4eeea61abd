-- Every status a cell can have
--
-- key: payment_status

CREATE TABLE payment_statuses (
    payment_status VARCHAR,  -- Name of the status
    meaning VARCHAR  -- What it means
);
