-- Laws that changed the final payments of the physician fee schedule, from 2009 on; kind unsettled lists the releases
-- whose values were not final
--
-- key: law, kind, service_from, applies_to

CREATE TABLE pfs_laws (
    law VARCHAR,  -- Short title; null for unsettled
    kind VARCHAR NOT NULL,  -- work_gpci_floor, pe_gpci_floor, conversion_factor, calculation_flag, unsettled
    service_from DATE NOT NULL,  -- First date of service
    service_to DATE,  -- Last date of service, as enacted; null if the law is permanent. If several laws set a factor
        -- for a day, the last enacted applies
    applies_to VARCHAR NOT NULL,  -- all, a state, qualifying_apm or not_qualifying_apm, a calculation flag, or the releases of
        -- unsettled
    value DECIMAL(9, 4),  -- Lowest index, dollars per RVU, or share of the amount
    enacted_on DATE,  -- Day on which the law was enacted or the notice published; it is known from then on
    source VARCHAR NOT NULL,  -- Law and section, or the CMS file that shows it
    confirmed_by VARCHAR NOT NULL,  -- What was read. section: the law's section, or its title in the law's contents; code:
        -- 42 U.S.C. 1395w-4(d), (e), which state each update and floor as amended; cms: CMS's files or notes; summary:
        -- what others wrote; none. Only section means that the cited section was read
    note VARCHAR  -- What CMS had published before; whether the text was not read
);
