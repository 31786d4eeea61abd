-- The change of one column of a row, both values as text; null if it did not change
CREATE MACRO _column_change(changed_column, value_before, value_after) AS CASE
    WHEN value_before IS DISTINCT FROM value_after
        THEN {'column_name': changed_column, 'value_before': value_before::VARCHAR, 'value_after': value_after::VARCHAR}
END;

-- added, dropped or changed, from a value in each release that is null only if the release has no such row
CREATE MACRO _row_change(listed_before, listed_after) AS CASE
    WHEN listed_before IS NULL THEN 'added'
    WHEN listed_after IS NULL THEN 'dropped'
    ELSE 'changed'
END;

-- Whether the dollars that a release prints for a locality were final
CREATE MACRO _is_final(in_release, in_mac, in_locality) AS NOT EXISTS (
    FROM _amounts_not_final AS other
    WHERE other.release_id = in_release AND (other.mac IS NULL OR other.mac = in_mac AND other.locality = in_locality)
);
