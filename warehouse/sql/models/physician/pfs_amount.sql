-- Dollars: (work x work GPCI + PE x PE GPCI + MP x MP GPCI) x conversion factor, rounded half up once; null if any part
-- is null. RVUs have two decimals, indices three, the factor four

CREATE MACRO pfs_amount(work, pe, mp, work_gpci, pe_gpci, mp_gpci, conversion_factor) AS
    _cents_to_dollars(_pfs_cents(work, pe, mp, work_gpci, pe_gpci, mp_gpci, conversion_factor));
