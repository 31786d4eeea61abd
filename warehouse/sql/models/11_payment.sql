-- The physician fee schedule formula, stated here and nowhere else.

-- DuckDB keeps a product of two decimals of up to 18 digits in 18 digits and fails beyond them. One factor of 20
-- digits makes it 38, with 18 decimals: nothing overflows, and the only rounding is the last one, half away from zero.
CREATE MACRO pfs_amount(work, pe, mp, work_gpci, pe_gpci, mp_gpci, conversion_factor) AS
    round(
        (
            work::DECIMAL(20, 6) * work_gpci::DECIMAL(18, 6)
            + pe::DECIMAL(20, 6) * pe_gpci::DECIMAL(18, 6)
            + mp::DECIMAL(20, 6) * mp_gpci::DECIMAL(18, 6)
        ) * conversion_factor::DECIMAL(18, 6),
        2
    )::DECIMAL(12, 2);
COMMENT ON MACRO pfs_amount IS 'Dollars: (work x work GPCI + PE x PE GPCI + MP x MP GPCI) x conversion factor, rounded half up once; null if any part is null';
