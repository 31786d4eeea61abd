-- National anesthesia factor and the shares of each index in a locality's factor
--
-- key: service_from, qualifying_apm

CREATE TABLE anesthesia_factor_shares (
    service_from DATE NOT NULL,  -- First day of the factor
    qualifying_apm BOOLEAN NOT NULL,  -- Whether the factor is for qualifying APM participants
    national_factor DECIMAL(12, 6) NOT NULL,  -- Dollars per unit
    work_share DECIMAL(4, 3) NOT NULL,  -- Share of physician work
    pe_share DECIMAL(4, 3) NOT NULL,  -- Share of practice expense
    mp_share DECIMAL(4, 3) NOT NULL,  -- Share of malpractice insurance
    source VARCHAR NOT NULL  -- Source of the shares
);
