-- Every payment status
--
-- key: payment_status

CREATE TABLE payment_statuses (
    payment_status VARCHAR NOT NULL,  -- Name of the status
    meaning VARCHAR NOT NULL  -- Meaning
);
