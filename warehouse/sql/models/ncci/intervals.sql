-- Restore the NCCI tables as CMS posted them from the stored intervals.

-- practitioner, hospital or dme, from the id of an NCCI release
CREATE MACRO _ncci_table(release_id) AS split_part(split_part(release_id, ' ', 1), '-', -1);

-- Whether something with this last day, or null for none, is still in force on the given day
--
-- Do not write this as coalesce(day, …) >= … or day IS NULL OR …: with those filters, DuckDB 2.0.0 drops most rows
-- whose day is null, on some dates but not on others.
CREATE MACRO _in_force_on(last, asked) AS ((asked <= last) IS DISTINCT FROM false);

-- Whether the first of two releases of an NCCI series is the same as or earlier than the second
--
-- Ids of a series have equal length until CMS posts a release for the tenth time; r10 follows r9.
CREATE MACRO _release_leq(one, other) AS CASE
    WHEN length(one) = length(other) THEN one <= other
    ELSE split_part(one, ' r', 1) || lpad(split_part(one, ' r', 2), 9, '0')
        <= split_part(other, ' r', 1) || lpad(split_part(other, ' r', 2), 9, '0')
END;

-- Whether an NCCI row with this first and last release is in the given release
CREATE MACRO _is_listed(first, last, asked) AS (_release_leq(first, asked) AND _release_leq(asked, last) IS DISTINCT FROM false);
