-- The physician fee schedule formula, stated here and nowhere else.

-- Payment in cents, rounded half up
--
-- In whole billionths of a dollar: RVUs have two decimals, indices three, factors four. Products of integers cost a
-- tenth of those of decimals, and the only rounding is the last one, half up. The largest, 9999.99 RVUs at 9.999 and
-- 99.9999 dollars three times over, is 3 x 10^16 of the 9 x 10^18 that a BIGINT holds.
CREATE MACRO _pfs_cents(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor) AS (
    (
        (work * 100)::BIGINT * (work_gpci * 1000)::BIGINT
        + (pe * 100)::BIGINT * (pe_gpci * 1000)::BIGINT
        + (mp * 100)::BIGINT * (mp_gpci * 1000)::BIGINT
    ) * (factor * 10000)::BIGINT + 5000000
) // 10000000;

-- Cents with the factor of a calculation flag, rounded half up
--
-- CMS multiplies the amount of the fee schedule, which has cents: 90806 of 2009 is 89.08 x 1.05 = 93.53.
CREATE MACRO _adjusted(cents, adjustment) AS (cents * (adjustment * 100)::BIGINT + 50) // 100;

-- Dollars
CREATE MACRO _cents_to_dollars(cents) AS cents::DECIMAL(12, 0) * 0.01::DECIMAL(3, 2);

-- Payment in dollars, rounded half up
--
-- The same formula in decimals: a third of the expressions to plan for an answer of one row, ten times slower by the row.
CREATE MACRO _pfs_dollars(work, pe, mp, work_gpci, pe_gpci, mp_gpci, factor) AS
    round((work * work_gpci + pe * pe_gpci + mp * mp_gpci) * factor, 2);
