-- The change of a column in words (SI E2 → K); null if it did not change
CREATE MACRO _renamed(what, before, after) AS CASE
    WHEN before IS DISTINCT FROM after THEN what || ' ' || coalesce(before::VARCHAR, 'none') || ' → ' || coalesce(after::VARCHAR, 'none')
END;

-- added, dropped or changed, from anything that is never null in a row of the one release and of the other
CREATE MACRO _row_change(listed_before, listed_after) AS CASE
    WHEN listed_before IS NULL THEN 'added'
    WHEN listed_after IS NULL THEN 'dropped'
    ELSE 'changed'
END;
