-- National anesthesia factor and the shares by which a locality's indices change it
--
-- key: service_from, qualifying_apm

CREATE TABLE anesthesia_factor_shares (
    service_from VARCHAR,  -- First day of the factor
    qualifying_apm VARCHAR,  -- true: the factor for qualifying APM participants
    national_factor VARCHAR,  -- Dollars per unit
    work_share VARCHAR,  -- Share of physician work
    pe_share VARCHAR,  -- Share of practice expense
    mp_share VARCHAR,  -- Share of malpractice insurance
    source VARCHAR  -- Where the shares are from
);
