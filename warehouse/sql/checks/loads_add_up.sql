-- severity: block
-- holds: every row of every member is loaded, a folded duplicate, or set aside
FROM loads WHERE rows_in <> rows_loaded + rows_folded + rows_set_aside
