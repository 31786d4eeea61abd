-- The physician fee schedule formula, defined only here.

-- Payment in cents, rounded half up
--
-- Computed in whole billionths of a dollar: RVUs have two decimals, indices three, factors four. Integer products cost
-- a tenth of decimal ones, and the only rounding is the last one, half up. The largest value, three times 9999.99 RVUs
-- at 9.999 and 99.9999 dollars, is 3 x 10^16; a BIGINT holds 9 x 10^18.
CREATE MACRO _pfs_cents(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor) AS (
    (
        (work * 100)::BIGINT * (work_gpci * 1000)::BIGINT
        + (pe * 100)::BIGINT * (pe_gpci * 1000)::BIGINT
        + (mp * 100)::BIGINT * (mp_gpci * 1000)::BIGINT
    ) * (factor * 10000)::BIGINT + 5000000
) // 10000000;

-- Cents times the factor of a calculation flag, rounded half up
--
-- CMS multiplies the fee schedule amount after rounding it to cents: 90806 in 2009 is 89.08 x 1.05 = 93.53.
CREATE MACRO _adjusted(cents, adjustment) AS (cents * (adjustment * 100)::BIGINT + 50) // 100;

-- Dollars
CREATE MACRO _cents_to_dollars(cents) AS cents::DECIMAL(12, 0) * 0.01::DECIMAL(3, 2);

-- Payment in dollars, rounded half up
--
-- The same formula in decimals: a third of the expressions to plan, which is faster for one row, but ten times slower
-- per row.
CREATE MACRO _pfs_dollars(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor) AS
    round((work * work_gpci + pe * pe_gpci + mp * mp_gpci) * factor, 2);

-- National payment in dollars, where every index is 1
CREATE MACRO _national_dollars(work, pe, mp, factor) AS round((work + pe + mp) * factor, 2);
