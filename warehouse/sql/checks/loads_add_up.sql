-- severity: block
-- holds: every row of every member is loaded, a folded duplicate, or set aside
FROM load_counts WHERE rows_in <> rows_loaded + duplicate_rows + rows_set_aside
