-- severity: warn
-- holds: the columns of a member are recognized by CMS's usual headers
-- Header words, cell contents or column order identify a column only if no other assignment fits. A description
-- may be absent: it is then blank.
SELECT release_id, table_name, member, how, list(column_name ORDER BY position) AS column_names
FROM column_recognition
WHERE how IN ('words', 'values', 'order', 'absent')
GROUP BY ALL
ORDER BY ALL
