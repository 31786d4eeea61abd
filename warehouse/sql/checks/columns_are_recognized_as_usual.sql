-- severity: warn
-- holds: the columns of a member are recognized by CMS's usual headers
-- By the header's words, by what the cells hold or by their order a column is recognized where no other assignment fits.
SELECT release_id, table_name, member, how, list(column_name ORDER BY position) AS column_names
FROM column_recognition
WHERE how IN ('words', 'values', 'order')
GROUP BY ALL
ORDER BY ALL
