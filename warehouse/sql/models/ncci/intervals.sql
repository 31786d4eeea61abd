-- NCCI tables as CMS posted them, given back from the episodes.

-- practitioner, hospital or dme, from the id of an NCCI release
CREATE MACRO _ncci_table(release_id) AS split_part(split_part(release_id, ' ', 1), '-', -1);

-- Whether something that goes on to a last day, or without one, goes on to the day asked for
--
-- Written so, and neither as coalesce(day, …) >= … nor as day IS NULL OR …: filtering by those, DuckDB 2.0.0 drops most
-- of the rows whose day is null, on some dates and not on others.
CREATE MACRO _in_force_on(last, asked) AS ((asked <= last) IS DISTINCT FROM false);

-- Whether of two releases of an NCCI series the first is the same as the other or comes before it
--
-- Ids of a series are as long as each other until CMS posts a release for the tenth time; r10 follows r9.
CREATE MACRO _release_leq(one, other) AS if(
    length(one) = length(other),
    one <= other,
    split_part(one, ' r', 1) || lpad(split_part(one, ' r', 2), 9, '0')
        <= split_part(other, ' r', 1) || lpad(split_part(other, ' r', 2), 9, '0')
);

-- Whether an NCCI row with this first and last release is in the release asked for
CREATE MACRO _is_listed(first, last, asked) AS (_release_leq(first, asked) AND _release_leq(asked, last) IS DISTINCT FROM false);
